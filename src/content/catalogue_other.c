/* catalogue_other.c - what other spellings of an address stand for. */
#include "content/catalogue_build.h"
#include "content/spelling.h"

/* What was found: at most one thing, or too many. */
struct found {
	const struct area *inside;	/* who looks is in there, and sees it besides what is public */
	struct place place;
	const struct article *article;
	size_t n;
};

static void
find_one(struct found *found, struct place place)
{
	if (found->n == 0)
		found->place = place;
	found->n++;
}

/* The same article may be found under two of its names. */
static void
find_article(struct found *found, const struct article *article)
{
	if (!area_shows(found->inside, article->area))
		return;
	if (found->n > 0 && found->article == article)
		return;
	found->article = article;
	find_one(found, article_place(article));
}

static const struct article *
by_base(const struct catalogue *c, uint32_t i)
{
	return i < c->nshown ? c->shown[i] : c->renamed[i - c->nshown];
}

static void
find_alias(const struct catalogue *c, struct str page, struct found *found)
{
	struct strbuf key = STRBUF_INIT;
	const struct article *article;

	spelling_fold(&key, page);
	article = map_get(&c->by_alias, strbuf_str(&key));
	if (article == &other_ambiguous)
		found->n = 2;
	else if (article != NULL)
		find_article(found, article);
	strbuf_done(&key);
}

static void
find_page(const struct catalogue *c, struct str page, struct found *found)
{
	const struct folded *f = &c->articles_by_path;
	uint32_t i = folded_first(f, spelling_hash(page));

	for (size_t n = 0; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++) {
		if (str_eq(c->shown[i]->path, page)) {
			*found = (struct found){ .inside = found->inside };
			find_article(found, c->shown[i]);
			return;
		}
		if (spelling_eq(c->shown[i]->path, page))
			find_article(found, c->shown[i]);
	}
}

static void
find_folder(const struct catalogue *c, struct str page, struct found *found)
{
	const struct folded *f = &c->sections_by_path;
	uint32_t i = folded_first(f, spelling_hash(page));

	for (size_t n = 0; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++) {
		struct str path = c->sections[i]->path;
		struct place place = { .kind = PLACE_SECTION, .path = path };

		path.len -= path.len > 0;
		if (!area_shows(found->inside, c->sections[i]->area))
			continue;
		if (str_eq(path, page)) {
			*found = (struct found){ .inside = found->inside, .place = place, .n = 1 };
			return;
		}
		if (spelling_eq(path, page))
			find_one(found, place);
	}
}

static void
find_asset(const struct catalogue *c, const struct folded *f, struct str name,
    struct str (*name_of)(struct str path), struct found *found)
{
	uint32_t i = folded_first(f, spelling_hash(name));

	for (size_t n = 0; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++)
		if (area_shows(found->inside, c->assets[i].area) &&
		    spelling_eq(name_of(c->assets[i].path), name))
			find_one(found, (struct place){
				.kind = PLACE_ASSET, .path = c->assets[i].path,
			});
}

static struct str
whole(struct str path)
{
	return path;
}

/* What an article must have besides its base name. */
struct wanted {
	struct str folder;	/* folded; absent: any */
	struct date day;	/* its date, if known */
	int year, month;	/* of its date; 0: any */
	bool in_posts;		/* lies below a _posts folder */
};

#define HOUR_S 3600

/*
 * An old address has the day where the author was; our dates are in UTC, up to
 * fourteen hours before or a day and twelve hours after that day began.
 */
static bool
is_day(struct date date, struct date day)
{
	int64_t after_s = date.at_s - day.at_s;

	if (!date.known)
		return false;
	if (!date.has_time)
		return after_s >= 0 && after_s < 24 * HOUR_S;
	return after_s > -14 * HOUR_S && after_s < 36 * HOUR_S;
}

static bool
is_month(struct date date, int year, int month)
{
	int y, m, d;

	if (!date.known)
		return false;
	date_parts(date, &y, &m, &d);
	return y == year && m == month;
}

static bool
is_wanted(const struct wanted *w, const struct article *article)
{
	struct str file = article->file;
	struct date named;

	if (w->folder.p != NULL && !spelling_eq(spelling_folder(file), w->folder))
		return false;
	if (w->in_posts && !str_starts(file, STR("_posts/")) &&
	    str_search(file, STR("/_posts/")) == file.len)
		return false;
	spelling_dateless(spelling_base(file), &named);
	if (w->day.known)
		return is_day(article->date, w->day) || is_day(named, w->day);
	if (w->year != 0)
		return is_month(article->date, w->year, w->month) ||
		    is_month(named, w->year, w->month);
	return true;
}

static void
find_base(const struct catalogue *c, struct str base, const struct wanted *w, struct found *found)
{
	const struct folded *f = &c->articles_by_base;
	uint32_t i = folded_first(f, spelling_hash(base));
	size_t n = 0;

	for (; i != FOLDED_END && n < FOLDED_WALK_MAX; i = folded_next(f, i), n++) {
		const struct article *article = by_base(c, i);

		if ((spelling_eq(other_file_base(article), base) ||
		    spelling_eq(spelling_bare(article->path), base)) && is_wanted(w, article))
			find_article(found, article);
	}
	if (i != FOLDED_END)
		found->n += 2;		/* not all were looked at: who knows */
}

/* With the date in the name or without, where the file has it the other way. */
static void
find_dated_name(const struct catalogue *c, struct str page, struct found *found)
{
	struct wanted w = { .folder = spelling_folder(page) };
	struct str base = spelling_dateless(spelling_base(page), &w.day);

	find_base(c, base, &w, found);
}

static bool
cut_last(struct str *path, struct str *ret)
{
	if (path->len == 0)
		return false;
	*ret = spelling_base(*path);
	path->len -= ret->len;
	path->len -= path->len > 0;
	return true;
}

/* "[any/]2015/05/15/name", "[any/]2015/05/name", and "name" of a post. */
static void
find_date_url(const struct catalogue *c, struct str page, struct found *found)
{
	struct wanted w = { .folder = STR_NONE };
	struct str rest = page, name, last, before, third;
	unsigned long day, month, year;

	if (!cut_last(&rest, &name))
		return;
	if (rest.len == 0) {
		w.in_posts = true;
		find_base(c, name, &w, found);
		return;
	}
	if (!cut_last(&rest, &last) || !cut_last(&rest, &before))
		return;
	if (before.len == 4 && str_number(before, 9999, &year) && str_number(last, 12, &month) &&
	    month > 0) {
		w.year = (int)year;
		w.month = (int)month;
	} else if (cut_last(&rest, &third) && third.len == 4 && str_number(third, 9999, &year) &&
	    str_number(before, 12, &month) && str_number(last, 31, &day)) {
		struct strbuf buf = STRBUF_INIT;

		strbuf_addf(&buf, "%04lu-%02lu-%02lu", year, month, day);
		if (date_parse(strbuf_str(&buf), &w.day) != DATE_OK)
			w.year = -1;
		strbuf_done(&buf);
	} else {
		return;
	}
	find_base(c, name, &w, found);
}

/* "docs/name" of a collection that Jekyll and Bridgetown keep in "_docs", and "assets/a.png" that
 * Franklin keeps in "_assets"; page is path without its extension. */
static void
find_collected(const struct catalogue *c, struct str path, struct str page, struct found *found)
{
	struct strbuf kept = STRBUF_INIT;

	if (page.p[0] == '_')
		return;
	strbuf_addc(&kept, '_');
	strbuf_addstr(&kept, page);
	find_page(c, strbuf_str(&kept), found);
	if (found->n == 0)
		find_folder(c, strbuf_str(&kept), found);
	strbuf_truncate(&kept, 1);
	strbuf_addstr(&kept, path);
	if (found->n == 0)
		find_asset(c, &c->assets_by_path, strbuf_str(&kept), whole, found);
	strbuf_done(&kept);
}

bool
catalogue_find_other(const struct catalogue *c, struct str path, const struct area *inside,
    struct place *ret)
{
	struct found found = { .inside = inside };
	struct str page;
	bool folder;

	path = str_skip(path, '/');
	page = spelling_page(path, &folder);
	if (page.len == 0) {
		*ret = (struct place){ .kind = PLACE_HOME };
		return true;
	}
	path = str_chop(path, '/');
	find_alias(c, page, &found);
	if (found.n == 0 && folder)
		find_folder(c, page, &found);
	/* Posts that came from elsewhere are called "name.aspx.md". */
	if (found.n == 0 && page.len < path.len)
		find_page(c, path, &found);
	if (found.n == 0)
		find_page(c, page, &found);
	if (found.n == 0 && !folder)
		find_folder(c, page, &found);
	if (found.n == 0)
		find_asset(c, &c->assets_by_path, path, whole, &found);
	if (found.n == 0)
		find_dated_name(c, page, &found);
	if (found.n == 0)
		find_date_url(c, page, &found);
	if (found.n == 0 && made_find(c, path, &found.place))
		found.n = 1;
	if (found.n == 0)
		find_collected(c, path, page, &found);
	if (found.n != 1)
		return false;
	*ret = found.place;
	return true;
}

bool
catalogue_find_query(const struct catalogue *c, struct str path, struct str query,
    const struct area *inside, struct place *ret)
{
	struct found found = { .inside = inside };
	struct strbuf whole = STRBUF_INIT;
	bool folder;

	if (!c->alias_queries)
		return false;
	strbuf_addf(&whole, "%.*s?%.*s", STR_ARG(path), STR_ARG(query));
	find_alias(c, spelling_page(strbuf_str(&whole), &folder), &found);
	strbuf_done(&whole);
	if (found.n != 1)
		return false;
	*ret = found.place;
	return true;
}

bool
catalogue_find_base(const struct catalogue *c, struct str path, const struct area *inside,
    struct place *ret)
{
	struct found found = { .inside = inside };
	struct wanted w = { .folder = STR_NONE };
	struct str name;
	bool folder;

	path = str_chop(path, '/');
	name = spelling_base(spelling_page(path, &folder));
	if (name.len == 0)
		return false;
	find_base(c, spelling_dateless(name, &w.day), &w, &found);
	if (found.n == 0)
		find_asset(c, &c->assets_by_base, spelling_base(path), spelling_base, &found);
	if (found.n != 1)
		return false;
	*ret = found.place;
	return true;
}

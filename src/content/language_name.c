/* language_name.c - what languages are called in themselves. */
#include "content/language.h"

static const struct {
	const char *tag, *name;
} names[] = {
	{ "ar", "العربية" },
	{ "az", "Azərbaycanca" },
	{ "be", "Беларуская" },
	{ "bg", "Български" },
	{ "bn", "বাংলা" },
	{ "ca", "Català" },
	{ "cs", "Čeština" },
	{ "cy", "Cymraeg" },
	{ "da", "Dansk" },
	{ "de", "Deutsch" },
	{ "el", "Ελληνικά" },
	{ "en", "English" },
	{ "eo", "Esperanto" },
	{ "es", "Español" },
	{ "et", "Eesti" },
	{ "eu", "Euskara" },
	{ "fa", "فارسی" },
	{ "fi", "Suomi" },
	{ "fr", "Français" },
	{ "ga", "Gaeilge" },
	{ "gl", "Galego" },
	{ "he", "עברית" },
	{ "hi", "हिन्दी" },
	{ "hr", "Hrvatski" },
	{ "hu", "Magyar" },
	{ "hy", "Հայերեն" },
	{ "id", "Bahasa Indonesia" },
	{ "is", "Íslenska" },
	{ "it", "Italiano" },
	{ "ja", "日本語" },
	{ "ka", "ქართული" },
	{ "kk", "Қазақша" },
	{ "ko", "한국어" },
	{ "la", "Latina" },
	{ "lt", "Lietuvių" },
	{ "lv", "Latviešu" },
	{ "mk", "Македонски" },
	{ "ms", "Bahasa Melayu" },
	{ "nb", "Norsk bokmål" },
	{ "nl", "Nederlands" },
	{ "nn", "Norsk nynorsk" },
	{ "no", "Norsk" },
	{ "pl", "Polski" },
	{ "pt", "Português" },
	{ "pt-BR", "Português (Brasil)" },
	{ "ro", "Română" },
	{ "ru", "Русский" },
	{ "sk", "Slovenčina" },
	{ "sl", "Slovenščina" },
	{ "sq", "Shqip" },
	{ "sr", "Српски" },
	{ "sv", "Svenska" },
	{ "ta", "தமிழ்" },
	{ "te", "తెలుగు" },
	{ "th", "ไทย" },
	{ "tr", "Türkçe" },
	{ "uk", "Українська" },
	{ "ur", "اردو" },
	{ "uz", "Oʻzbekcha" },
	{ "vi", "Tiếng Việt" },
	{ "zh", "中文" },
	{ "zh-CN", "简体中文" },
	{ "zh-Hans", "简体中文" },
	{ "zh-Hant", "繁體中文" },
	{ "zh-HK", "繁體中文" },
	{ "zh-TW", "繁體中文" },
};

struct str
language_name(struct str tag)
{
	struct str best = tag;
	unsigned highest = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		unsigned likeness = language_likeness(str_of(names[i].tag), tag);

		/* "pt-BR" speaks for itself, and "pt" for all others of its kind. */
		if (likeness == 1 && str_find(str_of(names[i].tag), '-') < str_of(names[i].tag).len)
			continue;
		if (likeness > highest) {
			highest = likeness;
			best = str_of(names[i].name);
		}
	}
	return best;
}

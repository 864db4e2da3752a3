/*
 * word_label.c - words that stand alone or before a name.
 *
 * Columns: en de fr es it pt / nl pl sv tr ru uk / ja zh-Hans zh-Hant ko /
 * ar he fa.
 */
#include "content/word.h"

const struct word_row word_labels[WORD_COUNT] = {
	[WORD_LATEST] = { "latest", {
	    "Latest", "Neueste", "Derniers articles", "Lo más reciente", "Ultimi articoli", "Mais recentes",
	    "Nieuwste", "Najnowsze", "Senaste", "En yeniler", "Новое", "Нове",
	    "新着", "最新文章", "最新文章", "최신 글",
	    "الأحدث", "חדש", "تازه‌ترین‌ها" } },
	[WORD_FEATURED] = { "featured", {
	    "Featured", "Empfohlen", "À la une", "Destacados", "In evidenza", "Em destaque",
	    "Uitgelicht", "Polecane", "Utvalt", "Öne çıkanlar", "Избранное", "Вибране",
	    "注目", "精选", "精選", "추천",
	    "مختارات", "מומלצים", "برگزیده‌ها" } },
	[WORD_SECTIONS] = { "sections", {
	    "Sections", "Bereiche", "Rubriques", "Secciones", "Sezioni", "Seções",
	    "Rubrieken", "Działy", "Avdelningar", "Bölümler", "Разделы", "Розділи",
	    "セクション", "栏目", "專區", "섹션",
	    "الأقسام", "מדורים", "بخش‌ها" } },
	[WORD_ARTICLES] = { "articles", {
	    "Articles", "Artikel", "Articles", "Artículos", "Articoli", "Artigos",
	    "Artikelen", "Artykuły", "Artiklar", "Yazılar", "Статьи", "Статті",
	    "記事", "文章", "文章", "글",
	    "المقالات", "מאמרים", "نوشته‌ها" } },
	[WORD_FILES] = { "files", {
	    "Files", "Dateien", "Fichiers", "Archivos", "File", "Arquivos",
	    "Bestanden", "Pliki", "Filer", "Dosyalar", "Файлы", "Файли",
	    "ファイル", "文件", "檔案", "파일",
	    "الملفات", "קבצים", "پرونده‌ها" } },
	[WORD_TAGS] = { "tags", {
	    "Tags", "Schlagwörter", "Étiquettes", "Etiquetas", "Tag", "Tags",
	    "Tags", "Tagi", "Taggar", "Etiketler", "Метки", "Теги",
	    "タグ", "标签", "標籤", "태그",
	    "الوسوم", "תגיות", "برچسب‌ها" } },
	[WORD_TAG] = { "tag", {
	    "Tag", "Schlagwort", "Étiquette", "Etiqueta", "Tag", "Tag",
	    "Tag", "Tag", "Tagg", "Etiket", "Метка", "Тег",
	    "タグ", "标签", "標籤", "태그",
	    "الوسم", "תגית", "برچسب" } },
	[WORD_CATEGORIES] = { "categories", {
	    "Categories", "Kategorien", "Catégories", "Categorías", "Categorie", "Categorias",
	    "Categorieën", "Kategorie", "Kategorier", "Kategoriler", "Категории", "Категорії",
	    "カテゴリー", "分类", "分類", "카테고리",
	    "التصنيفات", "קטגוריות", "دسته‌ها" } },
	[WORD_CATEGORY] = { "category", {
	    "Category", "Kategorie", "Catégorie", "Categoría", "Categoria", "Categoria",
	    "Categorie", "Kategoria", "Kategori", "Kategori", "Категория", "Категорія",
	    "カテゴリー", "分类", "分類", "카테고리",
	    "التصنيف", "קטגוריה", "دسته" } },
	[WORD_ARCHIVE] = { "archive", {
	    "Archive", "Archiv", "Archives", "Archivo", "Archivio", "Arquivo",
	    "Archief", "Archiwum", "Arkiv", "Arşiv", "Архив", "Архів",
	    "アーカイブ", "归档", "彙整", "보관함",
	    "الأرشيف", "ארכיון", "بایگانی" } },
	[WORD_BROWSE] = { "browse", {
	    "Browse", "Stöbern", "Parcourir", "Explorar", "Sfoglia", "Explorar",
	    "Bladeren", "Przeglądaj", "Bläddra", "Göz at", "Обзор", "Огляд",
	    "探す", "浏览", "瀏覽", "둘러보기",
	    "تصفّح", "עיון", "مرور" } },
	[WORD_SEARCH] = { "search", {
	    "Search", "Suche", "Rechercher", "Buscar", "Cerca", "Buscar",
	    "Zoeken", "Szukaj", "Sök", "Ara", "Поиск", "Пошук",
	    "検索", "搜索", "搜尋", "검색",
	    "بحث", "חיפוש", "جست‌وجو" } },
	[WORD_FEED] = { "feed", {
	    "Atom feed", "Atom-Feed", "Flux Atom", "Feed Atom", "Feed Atom", "Feed Atom",
	    "Atom-feed", "Kanał Atom", "Atom-flöde", "Atom beslemesi", "Лента Atom", "Стрічка Atom",
	    "Atomフィード", "Atom 订阅", "Atom 訂閱", "Atom 피드",
	    "خلاصة Atom", "הזנת Atom", "خوراک Atom" } },
	[WORD_HOME] = { "home", {
	    "Home", "Startseite", "Accueil", "Inicio", "Home", "Início",
	    "Startpagina", "Strona główna", "Startsida", "Ana sayfa", "Главная", "Головна",
	    "ホーム", "首页", "首頁", "홈",
	    "الرئيسية", "דף הבית", "خانه" } },
	[WORD_OLDER] = { "older", {
	    "Older", "Älter", "Précédent", "Anterior", "Precedente", "Anterior",
	    "Ouder", "Starszy", "Äldre", "Önceki", "Раньше", "Раніше",
	    "前の記事", "上一篇", "上一篇", "이전 글",
	    "الأقدم", "הקודם", "قدیمی‌تر" } },
	[WORD_NEWER] = { "newer", {
	    "Newer", "Neuer", "Suivant", "Siguiente", "Successivo", "Seguinte",
	    "Nieuwer", "Nowszy", "Nyare", "Sonraki", "Позже", "Пізніше",
	    "次の記事", "下一篇", "下一篇", "다음 글",
	    "الأحدث", "הבא", "تازه‌تر" } },
	[WORD_SOURCE] = { "source", {
	    "Source", "Quelle", "Source", "Fuente", "Fonte", "Fonte",
	    "Bron", "Źródło", "Källa", "Kaynak", "Источник", "Джерело",
	    "出典", "来源", "來源", "출처",
	    "المصدر", "מקור", "منبع" } },
	[WORD_UNDATED] = { "undated", {
	    "Without a date", "Ohne Datum", "Sans date", "Sin fecha", "Senza data", "Sem data",
	    "Zonder datum", "Bez daty", "Utan datum", "Tarihsiz", "Без даты", "Без дати",
	    "日付なし", "无日期", "無日期", "날짜 없음",
	    "بلا تاريخ", "ללא תאריך", "بدون تاریخ" } },
	[WORD_NEXT_PAGE] = { "next_page", {
	    "Next page", "Nächste Seite", "Page suivante", "Página siguiente", "Pagina successiva", "Próxima página",
	    "Volgende pagina", "Następna strona", "Nästa sida", "Sonraki sayfa", "Следующая страница",
	    "Наступна сторінка",
	    "次のページ", "下一页", "下一頁", "다음 페이지",
	    "الصفحة التالية", "העמוד הבא", "صفحهٔ بعد" } },
	[WORD_PREVIOUS_PAGE] = { "previous_page", {
	    "Previous page", "Vorige Seite", "Page précédente", "Página anterior", "Pagina precedente",
	    "Página anterior",
	    "Vorige pagina", "Poprzednia strona", "Föregående sida", "Önceki sayfa", "Предыдущая страница",
	    "Попередня сторінка",
	    "前のページ", "上一页", "上一頁", "이전 페이지",
	    "الصفحة السابقة", "העמוד הקודם", "صفحهٔ قبل" } },
	[WORD_PLAIN_TEXT] = { "plain_text", {
	    "Plain text version", "Als reiner Text", "Version texte", "Versión en texto plano",
	    "Versione in testo semplice", "Versão em texto simples",
	    "Als platte tekst", "Wersja tekstowa", "Som ren text", "Düz metin", "Текстовая версия",
	    "Текстова версія",
	    "テキスト版", "纯文本版", "純文字版", "텍스트 버전",
	    "نسخة نصية", "גרסת טקסט", "نسخهٔ متنی" } },
	[WORD_MOVED_TO] = { "moved_to", {
	    "Moved to", "Umgezogen nach", "Déplacé vers", "Trasladado a", "Spostato in", "Movido para",
	    "Verplaatst naar", "Przeniesiono do", "Flyttad till", "Taşındı", "Перемещено", "Переміщено",
	    "移転先", "已移至", "已移至", "옮겨진 곳",
	    "نُقل إلى", "הועבר אל", "منتقل شده به" } },
	[WORD_ALL_TAGS] = { "all_tags", {
	    "All tags", "Alle Schlagwörter", "Toutes les étiquettes", "Todas las etiquetas", "Tutti i tag",
	    "Todas as tags",
	    "Alle tags", "Wszystkie tagi", "Alla taggar", "Tüm etiketler", "Все метки", "Усі теги",
	    "すべてのタグ", "全部标签", "所有標籤", "모든 태그",
	    "جميع الوسوم", "כל התגיות", "همهٔ برچسب‌ها" } },
	[WORD_ALL_CATEGORIES] = { "all_categories", {
	    "All categories", "Alle Kategorien", "Toutes les catégories", "Todas las categorías",
	    "Tutte le categorie", "Todas as categorias",
	    "Alle categorieën", "Wszystkie kategorie", "Alla kategorier", "Tüm kategoriler", "Все категории",
	    "Усі категорії",
	    "すべてのカテゴリー", "全部分类", "所有分類", "모든 카테고리",
	    "جميع التصنيفات", "כל הקטגוריות", "همهٔ دسته‌ها" } },
	[WORD_ALL_ARTICLES] = { "all_articles", {
	    "All articles by year", "Alle Artikel nach Jahr", "Tous les articles par année",
	    "Todos los artículos por año", "Tutti gli articoli per anno", "Todos os artigos por ano",
	    "Alle artikelen per jaar", "Wszystkie artykuły według lat", "Alla artiklar efter år",
	    "Yıllara göre tüm yazılar", "Все статьи по годам", "Усі статті за роками",
	    "年別の全記事", "按年份浏览全部文章", "依年份瀏覽所有文章", "연도별 모든 글",
	    "جميع المقالات حسب السنة", "כל המאמרים לפי שנה", "همهٔ نوشته‌ها به ترتیب سال" } },
	[WORD_IMAGE] = { "image", {
	    "Image", "Bild", "Image", "Imagen", "Immagine", "Imagem",
	    "Afbeelding", "Obraz", "Bild", "Görsel", "Изображение", "Зображення",
	    "画像", "图片", "圖片", "이미지",
	    "صورة", "תמונה", "تصویر" } },
	[WORD_DRAFTS] = { "drafts", {
	    "Drafts", "Entwürfe", "Brouillons", "Borradores", "Bozze", "Rascunhos",
	    "Concepten", "Szkice", "Utkast", "Taslaklar", "Черновики", "Чернетки",
	    "下書き", "草稿", "草稿", "초안",
	    "المسودات", "טיוטות", "پیش‌نویس‌ها" } },
	[WORD_LINKS] = { "links", {
	    "Links", "Links", "Liens", "Enlaces", "Link", "Links",
	    "Links", "Odnośniki", "Länkar", "Bağlantılar", "Ссылки", "Посилання",
	    "リンク", "链接", "連結", "링크",
	    "الروابط", "קישורים", "پیوندها" } },
	[WORD_LANGUAGE_LIST] = { "languages", {
	    "Languages", "Sprachen", "Langues", "Idiomas", "Lingue", "Idiomas",
	    "Talen", "Języki", "Språk", "Diller", "Языки", "Мови",
	    "言語", "语言", "語言", "언어",
	    "اللغات", "שפות", "زبان‌ها" } },
	[WORD_NOTE] = { "note", {
	    "Note", "Hinweis", "Note", "Nota", "Nota", "Nota",
	    "Opmerking", "Uwaga", "Obs", "Not", "Примечание", "Примітка",
	    "注", "注", "註", "참고",
	    "ملاحظة", "הערה", "یادداشت" } },
	[WORD_TIP] = { "tip", {
	    "Tip", "Tipp", "Astuce", "Consejo", "Suggerimento", "Dica",
	    "Tip", "Wskazówka", "Tips", "İpucu", "Совет", "Порада",
	    "ヒント", "提示", "提示", "팁",
	    "نصيحة", "טיפ", "نکته" } },
	[WORD_IMPORTANT] = { "important", {
	    "Important", "Wichtig", "Important", "Importante", "Importante", "Importante",
	    "Belangrijk", "Ważne", "Viktigt", "Önemli", "Важно", "Важливо",
	    "重要", "重要", "重要", "중요",
	    "مهم", "חשוב", "مهم" } },
	[WORD_WARNING] = { "warning", {
	    "Warning", "Warnung", "Attention", "Advertencia", "Avviso", "Aviso",
	    "Waarschuwing", "Ostrzeżenie", "Varning", "Uyarı", "Предупреждение", "Попередження",
	    "警告", "警告", "警告", "경고",
	    "تحذير", "אזהרה", "هشدار" } },
	[WORD_CAUTION] = { "caution", {
	    "Caution", "Vorsicht", "Prudence", "Precaución", "Attenzione", "Cuidado",
	    "Let op", "Ostrożnie", "Försiktigt", "Dikkat", "Осторожно", "Обережно",
	    "注意", "注意", "注意", "주의",
	    "تنبيه", "זהירות", "احتیاط" } },
	[WORD_SERIES] = { "series", {
	    "Series", "Reihe", "Série", "Serie", "Serie", "Série",
	    "Reeks", "Seria", "Serie", "Dizi", "Серия", "Серія",
	    "シリーズ", "系列", "系列", "시리즈",
	    "سلسلة", "סדרה", "مجموعه" } },
	[WORD_RELATED] = { "related", {
	    "Related", "Verwandtes", "Sur le même sujet", "Relacionados", "Correlati", "Relacionados",
	    "Verwant", "Powiązane", "Relaterat", "İlgili yazılar", "По теме", "За темою",
	    "関連記事", "相关文章", "相關文章", "관련 글",
	    "ذات صلة", "קשור", "مرتبط" } },
	[WORD_LINKED_FROM] = { "linked_from", {
	    "Linked from", "Verlinkt von", "Pages liées", "Enlazado desde", "Collegato da", "Citado em",
	    "Gelinkt vanuit", "Linkują tutaj", "Länkat från", "Buraya bağlantı verenler", "Ссылаются сюда", "Посилаються сюди",
	    "このページへのリンク", "引用此文", "引用此文", "이 글을 가리키는 글",
	    "صفحات تشير إلى هنا", "דפים המקשרים לכאן", "پیوند از" } },
};

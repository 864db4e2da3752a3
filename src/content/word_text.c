/*
 * word_text.c - sentences, and words within lines.
 *
 * Columns: en de fr es it pt / nl pl sv tr ru uk / ja zh-Hans zh-Hant ko /
 * ar he fa.  No text counts anything in words: plurals differ too much.
 */
#include "content/word.h"

const struct word_row word_texts[WORD_COUNT] = {
	[WORD_PAGE_NUMBER] = { "page_number", {
	    "Page # of ##", "Seite # von ##", "Page # sur ##", "Página # de ##", "Pagina # di ##",
	    "Página # de ##",
	    "Pagina # van ##", "Strona # z ##", "Sida # av ##", "Sayfa # / ##", "Страница # из ##",
	    "Сторінка # з ##",
	    "#/##ページ", "第 # 页，共 ## 页", "第 # 頁，共 ## 頁", "## 페이지 중 #",
	    "الصفحة # من ##", "עמוד # מתוך ##", "صفحهٔ # از ##" } },
	[WORD_COLON] = { "colon", {
	    ": ", ": ", "\u00A0: ", ": ", ": ", ": ",
	    ": ", ": ", ": ", ": ", ": ", ": ",
	    "：", "：", "：", ": ",
	    ": ", ": ", ": " } },
	[WORD_UPDATED] = { "updated", {
	    "updated", "aktualisiert", "mis à jour le", "actualizado el", "aggiornato il", "atualizado em",
	    "bijgewerkt", "zaktualizowano", "uppdaterad", "güncelleme", "обновлено", "оновлено",
	    "更新", "更新于", "更新於", "수정",
	    "حُدِّث في", "עודכן", "به‌روزرسانی" } },
	[WORD_BY] = { "by", {
	    "by", "von", "par", "por", "di", "por",
	    "door", "autor:", "av", "yazan:", "автор:", "автор:",
	    "著者", "作者", "作者", "글쓴이",
	    "بقلم", "מאת", "نوشتهٔ" } },
	[WORD_NOTHING_YET] = { "nothing_yet", {
	    "Nothing here yet.", "Hier ist noch nichts.", "Rien ici pour l’instant.",
	    "Todavía no hay nada aquí.", "Qui non c’è ancora nulla.", "Ainda não há nada aqui.",
	    "Hier staat nog niets.", "Jeszcze nic tu nie ma.", "Här finns inget än.",
	    "Burada henüz bir şey yok.", "Здесь пока ничего нет.", "Тут поки нічого немає.",
	    "まだ何もありません。", "这里还没有内容。", "這裡還沒有內容。", "아직 아무것도 없습니다.",
	    "لا شيء هنا بعد.", "אין כאן עדיין דבר.", "هنوز چیزی اینجا نیست." } },
	[WORD_NOT_FOUND] = { "not_found", {
	    "Not found", "Nicht gefunden", "Page introuvable", "No encontrado", "Pagina non trovata",
	    "Não encontrado",
	    "Niet gevonden", "Nie znaleziono", "Hittades inte", "Bulunamadı", "Не найдено", "Не знайдено",
	    "見つかりません", "未找到", "找不到頁面", "찾을 수 없습니다",
	    "غير موجود", "לא נמצא", "پیدا نشد" } },
	[WORD_GONE] = { "gone", {
	    "This article was taken away for good", "Dieser Artikel wurde endgültig entfernt",
	    "Cet article a été définitivement retiré", "Este artículo se retiró definitivamente",
	    "Questo articolo è stato rimosso definitivamente", "Este artigo foi removido definitivamente",
	    "Dit artikel is voorgoed verwijderd", "Ten artykuł został trwale usunięty",
	    "Den här artikeln är borttagen för gott", "Bu yazı kalıcı olarak kaldırıldı",
	    "Эта статья удалена навсегда", "Цю статтю видалено назавжди",
	    "この記事は削除されました", "本文已被永久删除", "本文已永久移除", "이 글은 삭제되었습니다",
	    "أُزيل هذا المقال نهائيًا", "המאמר הוסר לצמיתות", "این نوشته برای همیشه برداشته شده است" } },
	[WORD_UNREADABLE] = { "unreadable", {
	    "This article cannot be read at the moment", "Dieser Artikel kann gerade nicht gelesen werden",
	    "Cet article ne peut pas être lu pour le moment", "Este artículo no se puede leer en este momento",
	    "Questo articolo al momento non è leggibile", "Este artigo não pode ser lido neste momento",
	    "Dit artikel kan nu niet worden gelezen", "Tego artykułu nie można teraz odczytać",
	    "Den här artikeln kan inte läsas just nu", "Bu yazı şu anda okunamıyor",
	    "Эту статью сейчас нельзя прочитать", "Цю статтю зараз неможливо прочитати",
	    "この記事は現在読み込めません", "暂时无法读取本文", "暫時無法讀取本文", "지금은 이 글을 읽을 수 없습니다",
	    "تتعذّر قراءة هذا المقال الآن", "לא ניתן לקרוא את המאמר כרגע",
	    "این نوشته اکنون خواندنی نیست" } },
	[WORD_UNREADABLE_FILE] = { "unreadable_file", {
	    "This file cannot be read at the moment", "Diese Datei kann gerade nicht gelesen werden",
	    "Ce fichier ne peut pas être lu pour le moment", "Este archivo no se puede leer en este momento",
	    "Questo file al momento non è leggibile", "Este ficheiro não pode ser lido neste momento",
	    "Dit bestand kan nu niet worden gelezen", "Tego pliku nie można teraz odczytać",
	    "Den här filen kan inte läsas just nu", "Bu dosya şu anda okunamıyor",
	    "Этот файл сейчас нельзя прочитать", "Цей файл зараз неможливо прочитати",
	    "このファイルは現在読み込めません", "暂时无法读取此文件", "暫時無法讀取此檔案", "지금은 이 파일을 읽을 수 없습니다",
	    "تتعذّر قراءة هذا الملف الآن", "לא ניתן לקרוא את הקובץ כרגע",
	    "این پرونده اکنون خواندنی نیست" } },
	[WORD_UNREADABLE_MENU] = { "unreadable_menu", {
	    "The gophermap of this folder cannot be read", "Die Gophermap dieses Ordners kann nicht gelesen werden",
	    "La gophermap de ce dossier ne peut pas être lue", "El gophermap de esta carpeta no se puede leer",
	    "La gophermap di questa cartella non è leggibile", "O gophermap desta pasta não pode ser lido",
	    "De gophermap van deze map kan niet worden gelezen", "Nie można odczytać gophermapy tego folderu",
	    "Mappens gophermap kan inte läsas", "Bu klasörün gophermap dosyası okunamıyor",
	    "Gophermap этой папки нельзя прочитать", "Gophermap цієї теки неможливо прочитати",
	    "このフォルダーのgophermapを読み込めません", "无法读取此文件夹的 gophermap",
	    "無法讀取此資料夾的 gophermap", "이 폴더의 gophermap을 읽을 수 없습니다",
	    "تتعذّر قراءة gophermap لهذا المجلد", "לא ניתן לקרוא את ה-gophermap של התיקייה",
	    "gophermap این پوشه خواندنی نیست" } },
};

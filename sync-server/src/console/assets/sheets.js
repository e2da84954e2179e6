// Says on every sheet after the first, above what is printed, whose paper it is, which, and of which day: a sheet
// that lies alone is still known. The first has its head.
const paper = document.querySelector(".paper");
const said = [".lao", ".head h1", ".made"].map((part) => paper?.querySelector(part)?.textContent.trim()).filter(Boolean);
if (said.length > 0) {
  // As a style has a text: between quotes, with everything that could end it by its number.
  const quoted = said.join(" · ").replace(/[\\"<\p{Cc}]/gu, (letter) => `\\${letter.codePointAt(0).toString(16)} `);
  const sheets = new CSSStyleSheet();
  sheets.replaceSync(`
    @page { @top-left { content: "${quoted}"; width: 100%; font: 8.5pt "Looped", sans-serif; color: #444; } }
    @page :first { @top-left { content: none; } }
  `);
  document.adoptedStyleSheets.push(sheets);
}

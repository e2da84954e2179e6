// Copies a value to be typed elsewhere, and says that it did.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const value = document.getElementById(button.dataset.copies).textContent;
    try {
      await navigator.clipboard.writeText(value);
      button.firstChild.textContent = "คัดลอกแล้ว";
    } catch {
      // An old browser, or one that is asked not to: the value is marked, to be copied by hand.
      const range = document.createRange();
      range.selectNodeContents(document.getElementById(button.dataset.copies));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.firstChild.textContent = "กด Ctrl+C";
    }
  });
}

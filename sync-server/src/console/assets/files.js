// Asks for files in Thai, whatever language the browser itself speaks. The field stays as it is, over what is seen:
// a keyboard, a reader of screens and whoever drags a file onto it find it where it was.
for (const field of document.querySelectorAll("input[type=file]")) {
  const frame = Object.assign(document.createElement("div"), { className: "file" });
  const seen = document.createElement("span");
  const [button, chosen] = ["b", "span"].map((name) => seen.appendChild(document.createElement(name)));
  button.textContent = "เลือกไฟล์";
  // A reader of screens hears the field itself.
  seen.setAttribute("aria-hidden", "true");
  const says = () => {
    const names = [...field.files].map((file) => file.name);
    chosen.textContent = names.length > 0 ? names.join(", ") : "ยังไม่ได้เลือกไฟล์";
  };
  field.addEventListener("change", says);
  field.form?.addEventListener("reset", () => setTimeout(says));
  field.replaceWith(frame);
  frame.append(field, seen);
  says();
}

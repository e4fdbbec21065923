() => {
  const within = (e) => {
    if (e?.shadowRoot?.activeElement) return within(e.shadowRoot.activeElement);
    if (e?.tagName !== "IFRAME") return e;
    try {
      return within(e.contentDocument.activeElement);
    } catch {
      return e;
    }
  };
  const TYPES = { email: "email", password: "password", tel: "tel", number: "numeric" };
  const PRESSED = ["button", "submit", "reset", "image"];
  const inputKind = (e) => {
    if (["checkbox", "radio"].includes(e.type)) return "checkbox";
    if (PRESSED.includes(e.type)) return "button";
    if (e.type === "password") return "password";
    return TYPES[e.inputMode] ?? (e.inputMode === "numeric" ? "numeric" : TYPES[e.type] ?? "text");
  };
  const KINDS = {
    INPUT: inputKind,
    TEXTAREA: () => "text",
    SELECT: () => "list",
    BUTTON: () => "button",
    A: () => "link",
    IFRAME: () => "frame",
  };
  const focused = within(document.activeElement);
  const kind = focused?.isContentEditable ? "text" : KINDS[focused?.tagName]?.(focused) ?? "none";
  if (kind === "none") return { kind, label: "" };
  const texts = [
    focused.getAttribute("aria-label"),
    focused.labels?.[0]?.innerText,
    focused.placeholder,
    focused.title,
    ["button", "link"].includes(kind) ? focused.innerText || focused.value : "",
  ];
  const label = texts.map((each) => each?.trim()).find(Boolean) ?? "";
  return { kind, label: label.slice(0, 80) };
};

() => {
  const last = cards.at(-1);
  const follows = (e) =>
    !last || last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
  const more = [...(root?.querySelectorAll("button") ?? [])]
    .filter((e) => isTextButton(e) && !isOfCard(e) && follows(e))
    .filter((e) => e.closest("nav, dialog, [role=dialog]") === null)
    .at(-1);
  if (!more) return null;
  // Only a button that stands alone asks for more; another one belongs to a prompt.
  const block = blocks().find((e) => e.contains(more)) ?? more.parentElement;
  return block.innerText.trim() === more.innerText.trim() ? more : null;
}

// Climbs from an editor of the messaging page to the pane that names its recipient.
(editor) => {
  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
  const seen = (pane, selector) => [...pane.querySelectorAll(selector)].filter(isVisible);
  for (let pane = editor.parentElement; pane; pane = pane.parentElement) {
    if (seen(pane, "[contenteditable='true'][role='textbox']").length > 1) return null;
    const named = seen(
      pane,
      "a.msg-thread__link-to-profile, .msg-connections-typeahead__added-recipients",
    );
    if (named.length) return pane;
  }
  return null;
}

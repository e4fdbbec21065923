// Brings the earliest loaded message into view, which makes LinkedIn load more.
(root) => {
  const first = root.querySelector("[data-event-urn]");
  if (!first) return;
  const list = root.querySelector(".msg-s-message-list");
  const content = root.querySelector(".msg-s-message-list-content");
  (content?.firstElementChild ?? first).scrollIntoView({ block: "start" });
  // A list whose column is reversed counts upwards from zero.
  list?.scrollBy(0, -list.scrollHeight);
}

/* Small things about elements, and how the messaging app looks. */

/** Return the one element of a piece of markup. */
export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Wait some milliseconds. */
export const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const STYLE = `
.visually-hidden, .a11y-text, .artdeco-button--circle .artdeco-button__text {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.hidden, .msg-form__attachment-drag-and-drop, .msg-form__attachment-upload-input { display: none; }
svg, .presence-entity img { width: 16px; height: 16px; }
.artdeco-button--circle { position: relative; width: 28px; height: 28px; padding: 0; }
.display-flex { display: flex; }
.flex-column { flex-direction: column; }
.flex-grow-1 { flex-grow: 1; min-height: 0; }
.list-style-none { list-style: none; margin: 0; padding: 0; }
.msg-overlay-container { position: fixed; bottom: 0; right: 8px; z-index: 100; display: flex;
  flex-direction: row-reverse; align-items: flex-end; gap: 8px; pointer-events: none;
  font: 14px sans-serif; }
.msg-overlay-container > * { pointer-events: auto; background: #fff; border: 1px solid #ccc; }
.msg-overlay-list-bubble { width: 120px; }
.msg-overlay-list-bubble--is-minimized .msg-overlay-list-bubble__content { display: none; }
.msg-overlay-conversation-bubble { width: 336px; position: relative; }
.msg-overlay-conversation-bubble-header { display: flex; padding: 4px; cursor: pointer; }
.msg-overlay-conversation-bubble-header h2 { font-size: 14px; margin: 4px 0; }
.msg-overlay-conversation-bubble__content-wrapper { height: 420px; }
.msg-overlay-conversation-bubble__content-wrapper > .display-flex { height: 100%; }
.msg-connections-typeahead__search-field { min-width: 40px; flex: 1; }
.msg-compose-container__spacer { flex: 1; }
[data-msg-overlay-conversation-bubble-is-minimized="true"]
  .msg-overlay-conversation-bubble__content-wrapper { display: none; }
.msg-s-message-list-container { flex: 1 1 auto; min-height: 0; }
.msg-s-message-list { overflow-y: auto; flex-grow: 1; }
.msg-thread .msg-s-message-list { height: 240px; }
.msg-s-event-listitem__body { overflow-wrap: anywhere; margin: 4px 0; }
.msg-form { flex: none; }
.msg-form__contenteditable { min-height: 48px; max-height: 120px; overflow: auto;
  white-space: pre-wrap; outline: 1px solid #ccc; }
.msg-form__contenteditable p { margin: 0; }
.msg-form__contenteditable + div { display: none; }
.msg-form__msg-content-container--scrollable { flex-grow: 1; }
.msg-form__footer { display: flex; justify-content: space-between; padding: 4px; }
.msg-s-event-with-indicator__sending-indicator { width: 8px; height: 8px; border: 1px solid; }
.msg-s-event-with-indicator__sending-indicator--sent { background: #666; }
.artdeco-modal-overlay { position: fixed; inset: 0; z-index: 1000; display: flex;
  background: rgb(0 0 0 / 60%); align-items: center; justify-content: center; pointer-events: auto; }
.artdeco-modal { background: #fff; padding: 16px; max-width: 400px; }
.artdeco-toasts { position: fixed; left: 8px; bottom: 8px; z-index: 1100; background: #fff; }
`;

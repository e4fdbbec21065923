/* What stands over a conversation: questions, obstacles, toasts, and the SDUI dialog. */
import { element, pause, STYLE } from "./messaging_dom.js";
import { conversationOf, sendFromDialog, settings, trap } from "./messaging_wire.js";

const PROMOTION_MS = 50;

function dialogOf(conversation, name) {
  const all = new DOMParser().parseFromString(conversation.dialogs, "text/html");
  return element(all.getElementById(name).innerHTML);
}

/** Report clicks on what no program should click. */
export function watchTraps(root) {
  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-twin-trap]")?.dataset.twinTrap;
    if (!name) return;
    event.preventDefault();
    trap(name);
  });
}

/* Show a dialog; the promise tells which button took it away. */
function show(conversation, name, host) {
  const dialog = dialogOf(conversation, name);
  watchTraps(dialog);
  host.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => {
      const answer = event.target.closest("[data-twin-answer]")?.dataset.twinAnswer;
      if (!answer) return;
      dialog.remove();
      resolve(answer);
    });
  });
}

/** Ask whether a draft may be lost. */
export const confirmDiscard = async (conversation, host) =>
  (await show(conversation, "discard", host)) === "discard";

/** Say that the message could not be sent. */
export const showToast = (conversation, host) => show(conversation, "toast", host);

/** Say that there is a limit. */
export const showLimit = (conversation, host) => show(conversation, "limit", host);

/** Advertise the owner's profile after a message. */
export async function showPromotion(conversation, host) {
  await pause(PROMOTION_MS);
  return show(conversation, "promotion", host);
}

/** Show what stands in the way; true when there is no conversation behind it. */
export async function showObstacle(conversation, host) {
  const { reachable } = conversation;
  if (reachable === "premium") show(conversation, "premium", host);
  if (reachable === "unknown_dialog") showOverPage(conversation, "unknown");
  return reachable === "premium";
}

function showOverPage(conversation, name) {
  const host = element("<div></div>");
  document.body.append(host);
  host.append(element(`<style>${STYLE}</style>`));
  return show(conversation, name, host);
}

/** Open the dialog that the pages without the Ember bubble have. */
export async function openDialog(query, fromCard) {
  const conversation = await conversationOf(query, "dialog");
  const { latencyMs } = await settings();
  await pause(latencyMs);
  if (["premium", "paid_inmail"].includes(conversation.reachable)) {
    return showOverPage(conversation, "premium");
  }
  if (conversation.reachable === "unknown_dialog") showOverPage(conversation, "unknown");
  const dialog = dialogOf(conversation, "sdui");
  watchTraps(dialog);
  const field = dialog.querySelector("textarea");
  const button = dialog.querySelector('[data-twin-answer="send"]');
  if (field) followText(field, button, conversation);
  dialog.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-twin-answer]")?.dataset.twinAnswer;
    if (answer === "dismiss") dialog.remove();
    if (answer === "send") submit(dialog, conversation, fromCard);
  });
  dialog.style.cssText = "position:fixed;top:20%;z-index:900";
  document.body.append(dialog);
  return dialog.show();
}

function followText(field, button, { draft, prefill }) {
  field.value = draft || prefill;
  field.defaultValue = field.value;
  const refresh = () => {
    button.disabled = !field.value.trim();
  };
  field.addEventListener("input", refresh);
  refresh();
}

async function submit(dialog, conversation, fromCard) {
  const { memberId, fault } = conversation;
  if (fault === "limit_dialog") return void showOverPage(conversation, "limit");
  const button = dialog.querySelector('[data-twin-answer="send"]');
  button.disabled = true;
  const answer = await sendFromDialog(memberId, dialog.querySelector("textarea").value.trim());
  if (!answer.ok) {
    button.disabled = false;
    return void showOverPage(conversation, "toast");
  }
  dialog.remove();
  if (fault === "silent") return;
  window.dispatchEvent(new CustomEvent("twin:sent", { detail: { memberId, fromCard } }));
  if ((await settings()).promotes) showOverPage(conversation, "promotion");
}

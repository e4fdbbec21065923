/* The requests of the messaging app. */
const VOYAGER = "/voyager/api/voyagerMessagingDash";
const TYPING_EVERY_MS = 5000;

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return answer.json();
}

let known = null;

/** What the twin says about the account; asked once a page. */
export const settings = () => (known ??= get("/twin/messaging/settings"));

/** Everything about the conversation that a compose link names. */
export const conversationOf = (query, shape) =>
  get(`/twin/messaging/conversation?shape=${shape}&${query}`);

/** Up to 20 messages before an index, as markup. */
export const messagesOf = (memberId, before) =>
  get(`/twin/messaging/messages?${new URLSearchParams({ member: memberId, before })}`);

/** What LinkedIn's page asks for when a conversation opens. */
export const composeOptions = (memberId) =>
  get(`${VOYAGER}ComposeOptions/urn:li:fsd_composeOption:(${memberId},NONE,EMPTY_CONTEXT_ENTITY_URN)`);

/** Tell that something unwanted was clicked. */
export const trap = (name) => post("/twin/trap", { name });

/** Send from the dialog that has no Voyager client. */
export const sendFromDialog = (memberId, text) =>
  post("/twin/messaging/dialog", { memberId, text });

const post = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "content-type": "text/plain;charset=UTF-8" },
    body: JSON.stringify(body),
  });

/** Send a message as LinkedIn's client does. */
export function createMessage(conversation, text, originToken) {
  const { urn, memberId, begun } = conversation;
  const mailboxUrn = `urn:li:fsd_profile:${window.twin.ownerId}`;
  const message = { body: { attributes: [], text }, renderContentUnions: [], originToken };
  const body = { message, mailboxUrn, dedupeByClientGeneratedToken: false };
  if (begun) message.conversationUrn = urn;
  else body.hostRecipientUrns = [`urn:li:fsd_profile:${memberId}`];
  return post(`${VOYAGER}MessengerMessages?action=createMessage`, body);
}

let typedAt = -Infinity;

/** Tell the other side that somebody types, at most every five seconds. */
export function typing({ urn, begun }) {
  if (!begun || performance.now() - typedAt < TYPING_EVERY_MS) return;
  typedAt = performance.now();
  post(`${VOYAGER}MessengerConversations?action=typing`, { conversationUrn: urn });
}

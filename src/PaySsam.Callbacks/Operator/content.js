// What a dead letter holds, as text to read, once all of it is asked for. What is covered comes from the server as such a text.

// These hold a queue message, which is base64 of the JSON.
const ofQueue = ['UnreadableMessage', 'RetriesExhausted'];

export const readable = ({ reason, content }) => indented((ofQueue.includes(reason) && decoded(content)) || content);

/** The text inside base64; null where there is none. */
function decoded(content) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(content), byte => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** JSON on lines of its own, unless that would lose something, such as a name that stands twice. */
function indented(text) {
  try {
    const value = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

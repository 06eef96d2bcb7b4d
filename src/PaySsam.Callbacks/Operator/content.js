// What a dead letter holds, as text to read; what may be a person's is covered until it is asked for.
import { cover, masked, maskedText } from './fields.js';

// These hold a queue message, which is base64 of the JSON.
const ofQueue = ['UnreadableMessage', 'RetriesExhausted'];

export function readable({ reason, content }, personal) {
  const text = ofQueue.includes(reason) ? decoded(content) : content;
  if (text === null) return personal ? content : cover;
  if (whole(text)) return JSON.stringify(masked('', JSON.parse(text), personal), null, 2);
  if (personal) return text;
  // An escaped letter or digit hides a name or a number.
  return /\\u00(?:3\d|[4-7])/i.test(text) ? cover : maskedText(text);
}

/** The text inside base64, itself where it is plainly none, or null where it is base64 that cannot be read. */
function decoded(content) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(content), byte => byte.charCodeAt(0)));
  } catch {
    return /^[\w+/=\s-]*$|[A-Za-z\d+/]{40}/.test(content) ? null : content;
  }
}

/** Whether it is JSON that can be written anew with nothing lost: no name twice, no number rounded. */
function whole(text) {
  try {
    const bare = text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string) => string ? JSON.stringify(JSON.parse(string)) : '');
    return JSON.stringify(JSON.parse(text)) === bare;
  } catch {
    return false;
  }
}

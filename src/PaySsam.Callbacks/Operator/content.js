// What a dead letter holds, as text to read; what may be a person's is covered until it is asked for.
import { cover, masked, maskedText } from './fields.js';

// These hold a queue message, which is base64 of the JSON.
const ofQueue = ['UnreadableMessage', 'RetriesExhausted'];

export function readable({ reason, content }, personal) {
  const text = ofQueue.includes(reason) ? decoded(content) : content;
  if (text === null) return personal ? content : cover;
  const written = anew(text, personal);
  if (written !== null) return written;
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

/** JSON written anew, or null where that would lose something: a name that stands twice, a number that is rounded, levels beyond count. */
function anew(text, personal) {
  try {
    // Parsed first: among quotes that never close, the expression would search to the end from each.
    const value = JSON.parse(text);
    const bare = text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string) => (string ? JSON.stringify(JSON.parse(string)) : ''));
    return JSON.stringify(value) === bare ? JSON.stringify(masked('', value, personal), null, 2) : null;
  } catch {
    return null;
  }
}

// Talks to the other routes. The key is kept until the tab is closed, and sent in a header, never in a URL.
import { askKey } from './key.js';

const kept = 'payssam-key';
let asking = null;

/** What went wrong: a status (0 where no answer came), and the server's words where it gave some. */
export class Problem extends Error {
  constructor(status, message = '') {
    super(message);
    this.status = status;
  }
}

export const hasKey = () => sessionStorage.getItem(kept) !== null;

export const forgetKey = () => sessionStorage.removeItem(kept);

export const get = async (route, query) => (await send('GET', route, query)).json();

export const post = async (route, query, body) => (await send('POST', route, query, body)).json();

/**
 * Fetches a file with the key and gives it to the browser to save. Returns how many rows the file leaves out.
 * A file that breaks off is not saved.
 */
export async function save(route, query, name) {
  const response = await send('GET', route, query);
  const url = URL.createObjectURL(
    await response.blob().catch(() => {
      throw new Problem(0);
    }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return Number(response.headers.get('x-payssam-damaged-rows') ?? 0);
}

async function send(method, route, query = {}, json = undefined) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const url = `/api/${route}${given.length ? `?${new URLSearchParams(given)}` : ''}`;
  for (;;) {
    const key = sessionStorage.getItem(kept);
    const headers = {
      'x-payssam-operator': '1',
      ...(json && { 'content-type': 'application/json' }),
      ...(key !== null && { 'x-functions-key': key }),
    };
    const body = json && JSON.stringify(json);
    const response = await fetch(url, { method, headers, body, cache: 'no-store', credentials: 'same-origin' }).catch(() => {
      throw new Problem(0);
    });
    if (response.ok) return response;
    if (response.status !== 401) throw new Problem(response.status, await words(response));
    await newKey(key);
  }
}

/** However many requests were refused at once, the operator is asked once. */
async function newKey(refused) {
  if (sessionStorage.getItem(kept) !== refused) return;
  asking ??= askKey(refused !== null).finally(() => {
    asking = null;
  });
  const key = await asking;
  if (key === null) throw new Problem(401);
  sessionStorage.setItem(kept, key);
  document.dispatchEvent(new Event('key'));
}

async function words(response) {
  try {
    return (await response.json()).msg ?? '';
  } catch {
    return '';
  }
}

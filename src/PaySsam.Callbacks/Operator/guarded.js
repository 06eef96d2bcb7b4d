// For what a person starts inside a view: a fault is told beside it, and the view stays.
import { problem } from './problem.js';

export async function guarded(place, act) {
  place.replaceChildren();
  try {
    await act();
  } catch (fault) {
    place.replaceChildren(problem(fault));
  }
}

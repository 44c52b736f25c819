/** Passes the sign-in screen when the preview's state is one of an open session: types the PIN as a person would. */
import { stateNamed } from './states.ts';

/** The parts of the page used here; this file compiles beside Node's tools. */
interface Field {
  value: string;
  dispatchEvent(event: Event): boolean;
}
const page = globalThis as unknown as {
  readonly location: { readonly search: string };
  readonly document: {
    querySelector(selector: string): (Field & { click(): void; requestSubmit?(): void }) | null;
  };
  readonly HTMLInputElement: { readonly prototype: object };
};

const state = stateNamed(new URLSearchParams(page.location.search).get('state') ?? 'received');

if (state.session === 'open' || state.session === 'first-run') {
  const timer = setInterval(() => {
    const field = page.document.querySelector('input[type=password]');
    const form = page.document.querySelector('form.pin-entry');
    if (!field || !form) return;
    clearInterval(timer);
    // React listens to the native setter, not to the property it has put over it.
    Object.getOwnPropertyDescriptor(page.HTMLInputElement.prototype, 'value')?.set?.call(field, '1234');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => form.requestSubmit?.(), 0);
  }, 20);
}

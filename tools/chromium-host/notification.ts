/** `Notification`: recorded, never drawn; tests click it. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { emulated, NotEmulatedError } from './emulated.ts';
import { record } from './host.ts';

const open = new Set<EmulatedNotification>();

class EmulatedNotification extends EventEmitter implements Pick<Electron.Notification, 'show' | 'close'> {
  readonly #options: Electron.NotificationConstructorOptions;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.#options = options;
  }

  show(): void {
    const { title, body } = this.#options;
    open.add(this);
    record('Notification.show', { title, body });
    this.emit('show');
  }

  close(): void {
    if (!open.delete(this)) return;
    record('Notification.close', { title: this.#options.title });
    this.emit('close');
  }
}

/** What a person does to the notification shown last; false where there is none. */
export function clickNotification(): boolean {
  const last = [...open].at(-1);
  if (!last) return false;
  open.delete(last);
  return last.emit('click');
}

/** `Notification`. */
export const Notification = new Proxy(EmulatedNotification, {
  construct: (_target, [options]) => emulated('Notification', new EmulatedNotification(options)),
  get: (_target, property) => {
    if (property === 'isSupported') return () => true;
    if (property === 'prototype') return EmulatedNotification.prototype;
    throw new NotEmulatedError(`Notification.${String(property)}`);
  },
});

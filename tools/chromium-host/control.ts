/** How a test drives what a person or the system would do; over the launcher's IPC channel. */
import { z } from 'zod';
import { blurWindows } from './browser-window.ts';
import { queueAnswer } from './dialog.ts';
import { browser, hostEvents, recordedCalls } from './host.ts';
import { clickNotification } from './notification.ts';
import { clipboard, emulatedNetwork, emulatedPower } from './system.ts';

/** Test to host. */
export const ControlRequest = z.intersection(
  z.object({ id: z.number().int() }),
  z.discriminatedUnion('act', [
    /** The next file dialog answers this; null cancels it. */
    z.object({ act: z.literal('queue-dialog'), paths: z.array(z.string()).nullable() }),
    z.object({
      act: z.literal('power'),
      event: z.enum(['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown']),
    }),
    z.object({ act: z.literal('network'), online: z.boolean() }),
    z.object({ act: z.literal('idle'), seconds: z.number() }),
    z.object({ act: z.literal('calls') }),
    z.object({ act: z.literal('clipboard') }),
    z.object({ act: z.literal('windows') }),
    /** The person goes to another program. */
    z.object({ act: z.literal('blur') }),
    z.object({ act: z.literal('click-notification') }),
    z.object({ act: z.literal('quit') }),
  ]),
);
export type ControlRequest = z.infer<typeof ControlRequest>;

/** Host to test. */
export type ControlMessage =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'window-opened';
      readonly id: number;
      readonly targetId: string;
      readonly debuggerUrl: string | null;
    }
  | { readonly type: 'window-closed'; readonly id: number };

/** Listens to the parent, when there is one. `quit` is what closing the program would do. */
export function startControl(quit: () => void): void {
  const send = process.send?.bind(process);
  if (!send) return;
  const post = (message: ControlMessage) => {
    if (process.connected) send(message);
  };
  const open = new Map<number, string>();
  hostEvents.on('window-opened', async ({ id, targetId }) => {
    open.set(id, targetId);
    post({ type: 'window-opened', id, targetId, debuggerUrl: (await browser()).debuggerUrl });
  });
  hostEvents.on('window-closed', ({ id }) => {
    open.delete(id);
    post({ type: 'window-closed', id });
  });

  const act = (request: ControlRequest): unknown => {
    switch (request.act) {
      case 'queue-dialog':
        return queueAnswer(request.paths);
      case 'power':
        return emulatedPower.emit(request.event);
      case 'idle':
        emulatedPower.idleSeconds = request.seconds;
        return null;
      case 'network':
        emulatedNetwork.online = request.online;
        return null;
      case 'calls':
        return recordedCalls;
      case 'clipboard':
        return clipboard.readText();
      case 'windows':
        return [...open].map(([id, targetId]) => ({ id, targetId }));
      case 'blur':
        return blurWindows();
      case 'click-notification':
        return clickNotification();
      case 'quit':
        return quit();
    }
  };
  process.on('message', (message) => {
    const request = ControlRequest.parse(message);
    void Promise.resolve(act(request)).then((value) => post({ type: 'answer', id: request.id, value: value ?? null }));
  });
  // Whoever started the host has gone: so does the host.
  process.on('disconnect', quit);
}

/** The monitor role: tells the parent of every change of readers and cards, at once. */
import type { ParentChannel } from './parent-channel.ts';
import { watchReaders } from './pcsc/reader-watch.ts';
import type { CardConfig, MonitorEvent } from './protocol.ts';

/** Serves the parent until it goes away. */
export function serveReaderMonitor(parent: ParentChannel, config: CardConfig): void {
  const watch = watchReaders(config.readers);
  watch.onChange(() => {
    const event: MonitorEvent = { type: 'readers', service: watch.service, readers: [...watch.readers] };
    parent.send(event);
  });
  parent.onClose(() => process.exit(0));
}

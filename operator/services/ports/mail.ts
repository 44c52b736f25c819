/** How ordinary e-mail leaves, as the services see it. */

/** A notification: who wrote and where to read, never the title. */
export interface Notification {
  /** Makes handing over twice harmless: the same id is the same mail. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
}

export interface Mailer {
  /** Returns once the mail is somebody else's care: durable in a spool or taken by a server. */
  handOver(notification: Notification): Promise<void>;
}

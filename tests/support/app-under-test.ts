/** The client as tests, tour and demo drive it, whichever shell runs it. */
import type { Page } from 'playwright-core';

export interface LaunchOptions {
  /** Everything that the client keeps; the test removes it. */
  readonly dataFolder: string;
  readonly operatorUrl?: string;
  /** Folder with `anchors.pem`, as `demoPki` writes it. */
  readonly trustDir?: string;
  /** Names of the readers that exist for this client. */
  readonly readers?: readonly string[];
  /** What the card service needs (`pcscd.environment`). */
  readonly cardEnvironment?: Readonly<Record<string, string>>;
  readonly undoSeconds?: number;
  readonly idleSeconds?: number;
  readonly sharedWorkstation?: boolean;
  /** Stands for the operating system's secret store; none without it. */
  readonly keyringFile?: string;
  /** Shows windows where there is a display. */
  readonly visible?: boolean;
  /** The main entry; the built client by default. */
  readonly entry?: string;
  /** Bundles to bring up to date first; all by default, none where the entry is given. */
  readonly build?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the system starts the program with: a link. */
  readonly args?: readonly string[];
}

export interface AppUnderTest {
  readonly pid: number;
  /** The page of the window shown now; waits for one that is being opened. */
  page(): Promise<Page>;
  /** Resolves when the present window has been replaced by another, with that one's page. */
  nextPage(): Promise<Page>;
  readonly dialogs: {
    /** The next « open » dialog chooses these. */
    queueOpen(paths: readonly string[]): Promise<void>;
    /** The next « save » dialog or folder dialog chooses this. */
    queueSave(path: string): Promise<void>;
    queueCancel(): Promise<void>;
  };
  /** What the system would do: sleep, lock its screen, wake up. */
  power(event: 'suspend' | 'resume' | 'lock-screen'): Promise<void>;
  /** Seconds since anybody touched the computer. */
  idle(seconds: number): Promise<void>;
  /** Whether the computer has a network at all, as the system says; connections themselves are cut elsewhere. */
  network(online: boolean): Promise<void>;
  /** What the client asked of the system, in order (`BrowserWindow.focus`, `dialog.showOpenDialog`, …). */
  calls(): Promise<readonly { api: string; detail: unknown }[]>;
  clipboard(): Promise<string>;
  /** What the client and its children wrote on their outputs. */
  output(): string;
  /** Leaves as a user would. */
  stop(): Promise<void>;
  /** Dies at once (SIGKILL). */
  kill(): Promise<void>;
  readonly exited: Promise<number | null>;
}

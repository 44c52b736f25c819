/** What the main process notes for support: names of facts, codes and counts; never content, names or paths. */
export interface Log {
  info(fact: string, details?: Readonly<Record<string, string | number | boolean | null>>): void;
  error(fact: string, details?: Readonly<Record<string, string | number | boolean | null>>): void;
}

/** A failure in words: what happened, what was kept, and the one thing to do about it. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../contract/errors.ts';
import { type Format, useFormat } from './use-format.ts';

export interface ErrorText {
  readonly title: string;
  readonly kept: string | null;
  readonly action: string | null;
  /** For support: the code, and the incident of an unexpected failure. */
  readonly code: string;
}

const noAnswer: ReadonlySet<string> = new Set([
  'operator.offline',
  'operator.timeout',
  'operator.protocol',
  'operator.unavailable',
]);

/** Whether a mailbox did not open because the operator gave no answer: then nothing can be read or written meanwhile. */
export function needsOperator(wire: WireError): boolean {
  return noAnswer.has(wire.code);
}

/** Details as texts: sizes with their unit, the rest as it is. */
function values(wire: WireError, format: Format): Record<string, string | number> {
  const out: Record<string, string | number> = { count: 0 };
  for (const [name, value] of Object.entries(wire.details ?? {})) {
    if (typeof value === 'number') {
      if (name.endsWith('Bytes')) out[name] = format.size(value);
      else if (name.endsWith('Seconds')) out[name] = format.duration(Math.abs(value) * 1_000);
      else out[name] = value;
      if (name === 'triesLeft') out['count'] = value;
    } else if (typeof value === 'string') out[name] = value;
  }
  return out;
}

/** Turns failures into words in the interface's language; the same function as long as that stays. */
export function useErrorText(): (wire: WireError) => ErrorText {
  const { t, i18n } = useTranslation('errors');
  const format = useFormat();
  return useCallback(
    (wire) => {
      const filled = values(wire, format);
      const optional = (part: 'kept' | 'action'): string | null => {
        const key = `${wire.code}.${part}`;
        return i18n.exists(key, { ns: 'errors' }) ? i18n.t(key as 'app.bug.title', { ns: 'errors', ...filled }) : null;
      };
      return {
        title: t(`${wire.code}.title`, filled),
        kept: optional('kept'),
        action: optional('action'),
        code: wire.incident ? `${wire.code} · ${wire.incident}` : wire.code,
      };
    },
    [t, i18n, format],
  );
}

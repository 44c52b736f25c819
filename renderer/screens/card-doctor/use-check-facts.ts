/** What a check came upon, in a line: names, versions, dates. */
import { useTranslation } from 'react-i18next';
import type { Check, DoctorFacts } from '../../../contract/ipc/doctor.contract.ts';
import { type Format, useFormat } from '../../ui/use-format.ts';

/** Below this a difference of clocks is not worth a word. */
const WORTH_TELLING_MS = 2_000;

export function useCheckFacts(facts: DoctorFacts): (check: Check) => string | null {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const certificate = (usage: 'authentication' | 'signature') =>
    format.list(
      facts.cards.flatMap(({ certificates }) =>
        certificates
          .filter((one) => one.usage === usage)
          .map(({ notAfter }) => t('until', { date: format.day(notAfter) })),
      ),
    );
  const told = ({ id }: Check): string => {
    switch (id) {
      case 'reader':
        return format.list(facts.readers.map(({ name }) => name));
      case 'module':
        return modulesOf(facts);
      case 'card':
        return format.list(
          facts.cards.map(({ family, tokenLabel: label }) => (label ? t('cardOf', { family, label }) : family)),
        );
      case 'authentication':
      case 'signature':
        return certificate(id);
      case 'revocation':
        return facts.lists?.dueAt ? t('listsUntil', { date: momentOf(facts.lists.dueAt, format) }) : '';
      case 'clock':
        return skewOf(facts.clockSkewMs, format, t);
      case 'network':
        return facts.proxy ? t('throughProxy', { host: facts.proxy }) : '';
      case 'operator':
        return hostOf(facts, t);
      default:
        return '';
    }
  };
  return (check) => told(check) || null;
}

type Words = ReturnType<typeof useTranslation<'doctor'>>['t'];

function modulesOf({ modules }: DoctorFacts): string {
  return modules
    .map(({ path, description, version }) => [path, description, version].filter(Boolean).join(' · '))
    .join('\n');
}

function momentOf(at: string, format: Format): string {
  return `${format.day(at)}, ${format.clock(at)}`;
}

function skewOf(skewMs: number | null, format: Format, t: Words): string {
  if (skewMs === null || Math.abs(skewMs) < WORTH_TELLING_MS) return '';
  const time = format.duration(Math.abs(skewMs));
  return skewMs > 0 ? t('skewAhead', { time }) : t('skewBehind', { time });
}

function hostOf({ operatorHost: host, operatorVersion: version }: DoctorFacts, t: Words): string {
  if (!host) return '';
  return version ? t('hostVersion', { host, version }) : host;
}

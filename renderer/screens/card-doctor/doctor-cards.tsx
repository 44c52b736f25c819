/** The cards that were read: both certificates with how much of their life has passed, and the tries left. */
import { KeyRound, Lock, PenLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinView } from '../../../contract/ipc/card.contract.ts';
import type { CertificateView, DoctorCard } from '../../../contract/ipc/doctor.contract.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { places } from '../../ui/places.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';

export function DoctorCards({ cards }: { readonly cards: readonly DoctorCard[] }): ReactNode {
  return cards.map((card) => (
    <div key={card.reader} className="doctor-cards">
      {card.certificates.map((certificate) => (
        <CertificatePanel key={certificate.usage} certificate={certificate} />
      ))}
      <PinPanel pin={card.pin} />
    </div>
  ));
}

function CertificatePanel({ certificate }: { readonly certificate: CertificateView }): ReactNode {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const now = useNow(60_000);
  const { usage, daysLeft, chainLength, notBefore, notAfter } = certificate;
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  const passed = Math.min(1, Math.max(0, (now.getTime() - from) / Math.max(1, to - from)));
  return (
    <section className="doctor-panel" aria-label={t(usage)}>
      <h2>
        <Icon of={usage === 'authentication' ? KeyRound : PenLine} />
        {t(usage)}
      </h2>
      <p>
        {typesetName(certificate.holder)} · {t(certificate.keyType === 'rsa' ? 'keyRsa' : 'keyEc')}
      </p>
      <progress className="doctor-life" aria-label={t('lifeElapsed')} max={1} value={passed} />
      <p className="caption">
        {t('until', { date: format.day(notAfter) })}
        {' · '}
        {daysLeft >= 0 ? t('days', { count: daysLeft }) : t('over', { count: -daysLeft })}
      </p>
      <p className="caption">
        {t(`short.${certificate.finding}`)}
        {' · '}
        {chainLength === null ? t('noChain') : t('chain', { count: chainLength })}
      </p>
      <p className="caption">{t('issuer', { issuer: certificate.issuer })}</p>
    </section>
  );
}

function PinPanel({ pin }: { readonly pin: PinView }): ReactNode {
  const { t } = useTranslation('doctor');
  const { triesLeft, maxTries } = pin;
  return (
    <section className="doctor-panel" aria-label={t('pin')}>
      <h2>
        <Icon of={Lock} />
        {t('pin')}
      </h2>
      {triesLeft !== null && maxTries !== null ? (
        <>
          <p>
            <b>{t('tries', { count: triesLeft, max: maxTries })}</b>
          </p>
          <p className="doctor-tries" aria-hidden="true">
            {places(maxTries).map((key, index) => (
              <i key={key} className={index < triesLeft ? 'is-left' : ''} />
            ))}
          </p>
        </>
      ) : (
        <p>{t('triesUntold')}</p>
      )}
      <p className="caption">{t('untried')}</p>
      {pin.pinPad ? <p className="caption">{t('pinPad')}</p> : null}
    </section>
  );
}

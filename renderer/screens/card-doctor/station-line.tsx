/** The way from the workstation to the operator, drawn: the line breaks where something blocks. */
import { FileCheck, IdCard, type LucideIcon, Monitor, Server, ShieldCheck, Usb, X } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorReport } from '../../../contract/ipc/doctor.contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { type StationName, stationsOf } from './remedies.ts';

const icons: Readonly<Record<StationName, LucideIcon>> = {
  workstation: Monitor,
  reader: Usb,
  card: IdCard,
  certificates: FileCheck,
  trust: ShieldCheck,
  operator: Server,
};

export function StationLine({ report }: { readonly report: DoctorReport }): ReactNode {
  const { t } = useTranslation('doctor');
  return (
    <ol className="doctor-line" aria-label={t('picture')}>
      {stationsOf(report.checks).map(({ name, check }, index) => (
        <Fragment key={name}>
          {index > 0 ? (
            <li className={`doctor-link doctor-${check.state}`} aria-hidden="true">
              {check.state === 'failing' ? <Icon of={X} size="small" /> : null}
            </li>
          ) : null}
          <li className={`doctor-station doctor-${check.state}`}>
            <span className="doctor-sign">
              <Icon of={icons[name]} size="large" />
            </span>
            <b>{t(`station.${name}`)}</b>
            <span className="caption">
              <span className="for-screen-readers">{t(`state.${check.state}`)} </span>
              {t(`short.${check.finding}`)}
            </span>
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

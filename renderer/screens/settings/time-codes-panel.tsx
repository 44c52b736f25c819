/** The account's code application: whether there is one, linking it, its recovery codes, and taking it away. */
import { Smartphone } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeCodesState } from '../../../contract/api/access-routes.ts';
import type { Access } from '../../../contract/ipc/settings.contract.ts';
import { settings } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { Panel } from './panel.tsx';
import { type InForce, ProofDialog } from './proof-dialog.tsx';
import { LinkDialog, RecoveryCodesDialog, RenewDialog } from './time-codes-dialogs.tsx';
import { useWhen } from './use-when.ts';

/** Fewer than these deserve a warning. */
const FEW_CODES = 3;

interface TimeCodesPanelProps {
  readonly timeCodes: TimeCodesState | null;
  readonly inForce: InForce;
  readonly onAccess: (access: Access) => void;
  /** What is shown is to be asked again. */
  readonly onChanged: () => void;
}

type Step =
  | { readonly name: 'link' }
  | { readonly name: 'renew' }
  | { readonly name: 'remove' }
  | { readonly name: 'codes'; readonly codes: readonly string[] };

export function TimeCodesPanel({ timeCodes, inForce, onAccess, onChanged }: TimeCodesPanelProps): ReactNode {
  const { t } = useTranslation('settings');
  const { show } = useToasts();
  const [step, setStep] = useState<Step | null>(null);
  const close = (): void => setStep(null);
  const showCodes = (codes: readonly string[]): void => {
    // None are given to who has some already, for passkeys.
    setStep(codes.length > 0 ? { name: 'codes', codes } : null);
    onChanged();
  };
  return (
    <Panel id="time-codes" title={t('entryTimeCodes')} text={t('timeCodesText')}>
      <div className="settings-sheet settings-time-codes">
        <Icon of={Smartphone} size="large" />
        {timeCodes ? (
          <Linked timeCodes={timeCodes} />
        ) : (
          <p className="grow">{t(inForce.passkeys ? 'timeCodesNone' : 'timeCodesOff')}</p>
        )}
        <div className="row">
          {timeCodes ? (
            <>
              <Button size="small" onPress={() => setStep({ name: 'renew' })}>
                {t('recoveryRenew')}
              </Button>
              <Button size="small" onPress={() => setStep({ name: 'remove' })}>
                {t('timeCodesRemove')}
              </Button>
            </>
          ) : (
            <Button size="small" onPress={() => setStep({ name: 'link' })}>
              {t('timeCodesLink')}
            </Button>
          )}
        </div>
      </div>
      {timeCodes ? <p className="caption">{t('timeCodesLost')}</p> : null}
      {step?.name === 'link' ? <LinkDialog inForce={inForce} onLinked={showCodes} onClose={close} /> : null}
      {step?.name === 'codes' ? <RecoveryCodesDialog codes={step.codes} onClose={close} /> : null}
      {step?.name === 'renew' ? <RenewDialog inForce={inForce} onCodes={showCodes} onClose={close} /> : null}
      {step?.name === 'remove' ? (
        <ProofDialog
          title={t('removeTitle')}
          text={t(inForce.passkeys ? 'removeOne' : 'removeText')}
          submitLabel={t('removeGo')}
          danger
          inForce={inForce}
          mayUseCard
          onClose={close}
          onProof={async (password, code) => {
            onAccess(await settings.removeTimeCodes({ password, code: code || null }));
            show({ id: 'time-codes', title: t('timeCodesRemoved'), lifeMs: 5_000 });
            close();
          }}
        />
      ) : null}
    </Panel>
  );
}

function Linked({ timeCodes }: { readonly timeCodes: TimeCodesState }): ReactNode {
  const { t } = useTranslation('settings');
  const when = useWhen();
  const { recoveryCodesLeft } = timeCodes;
  return (
    <div className="grow">
      <span className="row settings-session-name">
        <b>{t('timeCodesOn', { time: when(timeCodes.enrolledAt) })}</b>
        <Badge kind="ink">{t('timeCodesOnBadge')}</Badge>
        {recoveryCodesLeft < FEW_CODES ? (
          <Badge kind="warning">{t('recoveryLeft', { count: recoveryCodesLeft })}</Badge>
        ) : null}
      </span>
      <span className="caption">
        {t('timeCodesOnText')}
        {recoveryCodesLeft < FEW_CODES ? null : ` ${t('recoveryLeft', { count: recoveryCodesLeft })}.`}
      </span>
    </div>
  );
}

/** Entering the trust space (guide, part 6): three lights, each with its cause, and the address that they open. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AtSign, BookUser, Check, Hourglass, Lock, Minus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConditionState, MssanteStatus } from '../../../contract/model/mssante.ts';
import { queries, settings } from '../../bridge.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Flap } from '../../ui/flap.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTask } from '../../ui/use-task.ts';
import { useMssanteWords } from './mssante-words.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { useWhen } from './use-when.ts';
import './mssante.css';

export function MssanteSection(): ReactNode {
  const { t } = useTranslation('settings');
  // The agency may have validated the account since: asked again each time one comes here.
  const { data, error, refetch } = useQuery({ ...queries.mssante(), refetchOnMount: 'always' });
  if (error && !data) return <NotAsked failure={error} onAgain={() => void refetch()} />;
  if (!data) return <Coming label={t('loading')} lines={['60%', '45%', '52%']} />;
  return (
    <div className="settings-two">
      <div className="settings-column">
        <Conditions status={data} />
      </div>
      <AddressCard status={data} />
    </div>
  );
}

const leads = ['mssanteLead0', 'mssanteLead1', 'mssanteLead2', 'mssanteLead3'] as const;

function Conditions({ status }: { readonly status: MssanteStatus }): ReactNode {
  const { t } = useTranslation('settings');
  const words = useMssanteWords();
  const met = status.conditions.filter(({ state }) => state === 'met').length;
  const lead =
    status.state === 'not-offered'
      ? 'mssanteNotOffered'
      : status.state === 'active'
        ? 'mssanteLeadActive'
        : (leads[met] ?? 'mssanteLead0');
  return (
    <Panel id="trust-space" title={t('entryMssante')} text={t(lead)}>
      <ul className="settings-sheet mssante-lights">
        {status.conditions.map((condition) => (
          <li key={condition.id}>
            <Light state={condition.state} />
            <div>
              <p className="row">
                <b>{words.title(condition)}</b>
                <StateBadge state={condition.state} />
              </p>
              <p className="secondary">{words.cause(condition)}</p>
            </div>
          </li>
        ))}
      </ul>
      {status.state === 'inactive' ? <Activate status={status} isReady={met === status.conditions.length} /> : null}
      {status.state === 'active' ? <Deactivate /> : null}
    </Panel>
  );
}

const shapes = { met: Check, pending: Hourglass, unmet: Minus } as const;

function Light({ state }: { readonly state: ConditionState }): ReactNode {
  return (
    <span className={`mssante-light is-${state}`}>
      <Icon of={shapes[state]} />
    </span>
  );
}

function StateBadge({ state }: { readonly state: ConditionState }): ReactNode {
  const { t } = useTranslation('settings');
  const looks = {
    met: { kind: 'proof', word: 'lightMet' },
    pending: { kind: 'warning', word: 'lightPending' },
    unmet: { kind: 'plain', word: 'lightUnmet' },
  } as const;
  return <Badge kind={looks[state].kind}>{t(looks[state].word)}</Badge>;
}

function Activate({ status, isReady }: { readonly status: MssanteStatus; readonly isReady: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  const { t: ui } = useTranslation('ui');
  const client = useQueryClient();
  const { show } = useToasts();
  const [redList, setRedList] = useState(status.redList);
  const [asks, setAsks] = useState(false);
  const task = useTask();
  const { address } = status;
  const isPossible = isReady && address !== null;
  const activate = async (): Promise<void> => {
    if (address === null) return;
    const done = await task.run(async () => {
      client.setQueryData(queries.mssante().queryKey, await settings.activateMssante({ address, redList }));
    });
    setAsks(false);
    if (done) show({ id: 'mssante', title: t('mssanteActivated'), text: address, lifeMs: 6_000 });
    // The address may have become another one: the one to be read is shown.
    else void client.invalidateQueries({ queryKey: queries.mssante().queryKey });
  };
  return (
    <>
      {isPossible ? (
        <div>
          <Switch isOn={redList} onChange={setRedList} describedBy="mssante-red-list">
            {t('mssanteRedList')}
          </Switch>
          <p id="mssante-red-list" className="caption">
            {t('mssanteRedListText')}
          </p>
        </div>
      ) : null}
      <div className="row mssante-go">
        <Button kind="primary" size="large" isDisabled={!isPossible || task.pending} onPress={() => setAsks(true)}>
          {t('mssanteActivate')}
        </Button>
        {isPossible ? null : <span className="secondary">{t('mssanteWaiting')}</span>}
      </div>
      {task.error ? <ErrorNotice error={task.error} /> : null}
      {asks && address !== null ? (
        <Dialog title={t('mssanteAskTitle', { address })} onClose={() => setAsks(false)}>
          <p>{t('mssanteAskText')}</p>
          <DialogActions>
            <Button onPress={() => setAsks(false)}>{ui('cancel')}</Button>
            <Button kind="primary" isDisabled={task.pending} onPress={() => void activate()}>
              {t('mssanteAskGo')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}

function Deactivate(): ReactNode {
  const { t } = useTranslation('settings');
  const { t: ui } = useTranslation('ui');
  const client = useQueryClient();
  const { show } = useToasts();
  const [asks, setAsks] = useState(false);
  const task = useTask();
  const deactivate = async (): Promise<void> => {
    const done = await task.run(async () => {
      client.setQueryData(queries.mssante().queryKey, await settings.deactivateMssante({}));
    });
    setAsks(false);
    if (done) show({ id: 'mssante', title: t('mssanteDeactivated'), lifeMs: 6_000 });
  };
  return (
    <>
      <div>
        <Button onPress={() => setAsks(true)}>{t('mssanteDeactivate')}</Button>
      </div>
      {task.error ? <ErrorNotice error={task.error} onAction={() => void deactivate()} /> : null}
      {asks ? (
        <Dialog title={t('mssanteStopTitle')} onClose={() => setAsks(false)} alert>
          <p>{t('mssanteStopText')}</p>
          <DialogActions>
            <Button onPress={() => setAsks(false)}>{ui('cancel')}</Button>
            <Button kind="danger" isDisabled={task.pending} onPress={() => void deactivate()}>
              {t('mssanteStopGo')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}

/** The address as it would be, or as it is; under the flap what having it means. */
function AddressCard({ status }: { readonly status: MssanteStatus }): ReactNode {
  const { t } = useTranslation('settings');
  const when = useWhen();
  const isActive = status.state === 'active';
  const caption = isActive ? 'mssanteOwn' : status.isReserved ? 'mssanteReserved' : 'mssanteFuture';
  const consequences = [
    { icon: AtSign, word: 'mssanteThenAdds' },
    { icon: BookUser, word: 'mssanteThenListed' },
    { icon: Lock, word: 'mssanteThenKept' },
  ] as const;
  return (
    <aside className={`settings-card mssante-card${isActive ? '' : ' is-future'}`} aria-label={t(caption)}>
      <div className="vouch settings-card-vouch">
        <span className="caption">{t(status.address === null ? 'mssanteNoAddress' : caption)}</span>
        {status.address === null ? null : <AddressText address={status.address} />}
        {isActive && status.activatedAt ? (
          <span className="caption">
            {[
              t('mssanteSince', { time: when(status.activatedAt) }),
              ...(status.redList ? [t('mssanteOnRedList')] : []),
            ].join(' · ')}
          </span>
        ) : null}
      </div>
      <Flap look={isActive ? 'whole' : 'doubt'} />
      {status.address === null ? null : (
        <div className="mssante-then">
          <h3>{t('mssanteThen')}</h3>
          <ul>
            {consequences.map(({ icon, word }) => (
              <li key={word}>
                <Icon of={icon} />
                <span>{t(word)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </aside>
  );
}

/** Breaks before the domain, where it does not fit. */
function AddressText({ address }: { readonly address: string }): ReactNode {
  const at = address.lastIndexOf('@');
  return (
    <b className="mssante-address">
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </b>
  );
}

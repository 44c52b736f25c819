/** The proof of sealing: the seal and what was checked, the history, the register, and how to verify without Medimail. */
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, CircleCheck, CircleX, Copy, FileArchive, Link, Printer, TriangleAlert } from 'lucide-react';
import { Fragment, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProofView } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { app, mailbox, queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { plainTitle } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Seal } from '../../ui/seal/seal.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { HistoryDrawing, HistoryTable, kindWords } from './history-view.tsx';
import './proof.css';
import { proofChecks } from './proof-checks.ts';

export interface ProofScreenProps {
  readonly envelopeId: EnvelopeId;
  readonly onBack: () => void;
}

export function ProofScreen({ envelopeId, onBack }: ProofScreenProps): ReactNode {
  const { t } = useTranslation('proof');
  const { data: proof, error, refetch } = useQuery(queries.proof(envelopeId));
  return (
    <main className="pane pane-sheet proof" aria-label={t('title')}>
      {proof ? (
        <>
          <Vouched proof={proof} onBack={onBack} />
          <Story proof={proof} envelopeId={envelopeId} />
        </>
      ) : (
        <div className="proof-notice">
          <Button kind="ghost" size="small" icon={<Icon of={ChevronLeft} />} onPress={onBack}>
            {t('back')}
          </Button>
          {error ? <ErrorNotice error={wireOf(error)} onAction={() => void refetch()} /> : null}
        </div>
      )}
    </main>
  );
}

function Vouched({ proof, onBack }: { readonly proof: ProofView; readonly onBack: () => void }): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  const checks = proofChecks(proof);
  const { sha256 } = proof.statement.message;
  const { sealVerdict } = proof;
  const bad = checks.some(({ look }) => look === 'danger');
  const title = proof.record.content ? plainTitle(proof.record.content.subject) : '';
  return (
    <aside className={`proof-side${bad ? ' proof-side-bad' : ''}`}>
      <Button className="proof-back" kind="ghost" size="small" icon={<Icon of={ChevronLeft} />} onPress={onBack}>
        <span className="ellipsis">{title || t('back')}</span>
      </Button>
      <div className="proof-seal">
        <Seal
          sha256={sha256}
          sizePx={248}
          look={bad ? 'broken' : sealVerdict.state === 'unverifiable' ? 'outline' : 'full'}
        />
      </div>
      <h1>
        {t('sealedOn', { day: format.day(proof.statement.sealedAt) })}
        <br />
        {t('sealedAt', { time: format.seconds(proof.statement.sealedAt) })}
      </h1>
      <p className="caption proof-rays">{t('rays')}</p>
      <Digest sha256={sha256} />
      <ul className="proof-checks">
        {checks.map(({ id, look, title: word, detail }) => (
          <li key={id} className={`proof-check-${look}`}>
            <Icon of={look === 'proof' ? CircleCheck : look === 'danger' ? CircleX : TriangleAlert} />
            <div>
              <b>{t(word)}</b>
              <span>
                {t(detail.word, {
                  family: detail.family ?? '',
                  address: detail.address ?? '',
                  day: detail.day ? format.day(detail.day) : '',
                  seq: format.number(detail.seq ?? 0),
                  gap: format.work(detail.gapMs ?? 0),
                })}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Digest({ sha256 }: { readonly sha256: string }): ReactNode {
  const { t } = useTranslation('proof');
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await app.copy({ text: sha256 });
    setCopied(true);
  };
  const groups = sha256.match(/.{4}/g) ?? [];
  return (
    <div className="proof-digest-box">
      <p className="proof-digest code">
        <span className="for-screen-readers">{t('digest')}</span>
        {groups.map((group, index) => (
          <Fragment key={`${index % 8 === 0 ? 'row' : ''}${String(index)}`}>
            <span>{group}</span>
          </Fragment>
        ))}
      </p>
      <IconButton
        label={t(copied ? 'copied' : 'copyDigest')}
        icon={<Icon of={Copy} size="small" />}
        onPress={() => void copy()}
      />
    </div>
  );
}

function Story({ proof, envelopeId }: { readonly proof: ProofView; readonly envelopeId: EnvelopeId }): ReactNode {
  const { t } = useTranslation('proof');
  const [view, setView] = useState<'picture' | 'table'>('picture');
  const now = useNow(60_000);
  const task = useTask();
  const { show } = useToasts();
  const exportEvidence = (): void => {
    void task.run(async () => {
      const { grantId } = await app.chooseDestination({ suggestedName: t('exportName') });
      if (!grantId) return;
      await mailbox.exportEvidence({ envelopeId, grantId });
      show({ id: 'exported', title: t('exported'), lifeMs: 6_000 });
    });
  };
  return (
    <section className="proof-story" aria-label={t('history')}>
      <div className="row proof-bar">
        <h2 className="grow">{t('history')}</h2>
        <Segmented
          label={t('view')}
          value={view}
          options={[
            { value: 'picture', label: t('picture') },
            { value: 'table', label: t('table') },
          ]}
          onChange={setView}
        />
        <Button icon={<Icon of={Printer} />} onPress={() => window.print()}>
          {t('print')}
        </Button>
        <Button kind="primary" icon={<Icon of={FileArchive} />} isDisabled={task.pending} onPress={exportEvidence}>
          {t('export')}
        </Button>
      </div>
      {task.error ? <ErrorNotice error={task.error} onAction={exportEvidence} /> : null}
      {view === 'picture' ? <HistoryDrawing proof={proof} now={now} /> : <HistoryTable proof={proof} />}
      <div className="proof-foot">
        <Register proof={proof} />
        <Commands />
      </div>
    </section>
  );
}

/** Links of the register shown before the rest is counted. */
const SHOWN_LINKS = 4;

function Register({ proof }: { readonly proof: ProofView }): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  const events = proof.events.map((event, index) => ({ event, hash: proof.eventHashes[index] ?? '' }));
  // One link of each kind tells the story; the table has them all.
  const telling = events.filter(({ event }, index) => {
    const isRepeat = events.findIndex((other) => other.event.kind === event.kind) < index;
    return event.kind !== 'deposited' && event.kind !== 'delivered' && (!isRepeat || event.kind !== 'notified');
  });
  const shown = (telling.length > 0 ? telling : events).slice(0, SHOWN_LINKS);
  const hidden = events.length - shown.length;
  return (
    <div className="register">
      <h3>{t('chainTitle')}</h3>
      <ol>
        {shown.map(({ event, hash }, index) => (
          <Fragment key={event.seq}>
            {index > 0 ? (
              <li className="register-link" aria-hidden="true">
                <Icon of={Link} size="small" />
              </li>
            ) : null}
            <li className="register-event">
              <span className="code">{format.number(event.seq)}</span>
              <b>{t(kindWords[event.kind])}</b>
              <span className="code caption" title={hash}>
                {hash.slice(0, 4)}…
              </span>
            </li>
          </Fragment>
        ))}
        {hidden > 0 ? <li className="caption">{t('moreEvents', { count: hidden })}</li> : null}
      </ol>
      <p className="caption">{t('chainText')}</p>
    </div>
  );
}

/** The commands of the exported VERIFY.md, in short; they are the same in every language. */
const verifyCommands = [
  'openssl cms -verify -inform DER -in seal.p7s \\',
  '  -content seal.json -CAfile trust.pem \\',
  '  -binary -purpose any',
  'openssl ts -verify -data seal.json \\',
  '  -in timestamp.tsr -CAfile trust.pem',
  'openssl dgst -sha256 message.eml',
].join('\n');

function Commands(): ReactNode {
  const { t } = useTranslation('proof');
  return (
    <div className="commands">
      <h3>{t('commandsTitle')}</h3>
      <ScrollRegion className="commands-text" label={t('commandsTitle')}>
        <pre className="code">{verifyCommands}</pre>
      </ScrollRegion>
      <p className="caption">{t('commandsText')}</p>
    </div>
  );
}

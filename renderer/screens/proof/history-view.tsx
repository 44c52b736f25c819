/** Draws the history as a picture by lanes, or as a table; both say the same. */
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProofView } from '../../../contract/ipc/mailbox.contract.ts';
import { type EnvelopeEvent, isOpenedWithCode } from '../../../contract/model/event.ts';
import { displayName } from '../../../contract/model/person.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Seal } from '../../ui/seal/seal.tsx';
import { type Format, useFormat } from '../../ui/use-format.ts';
import {
  type HistoryPicture,
  LANE_START,
  type Lane,
  layOutHistory,
  type Mark,
  type OpenEnd,
} from './history-picture.ts';

type Texts = ReturnType<typeof useTranslation<'proof'>>['t'];

export const kindWords = {
  deposited: 'kindDeposited',
  sealed: 'kindSealed',
  notified: 'kindNotified',
  delivered: 'kindDelivered',
  'code-sent': 'kindCodeSent',
  'code-confirmed': 'kindCodeConfirmed',
  opened: 'kindOpened',
  'opened-by-delegate': 'kindOpenedByDelegate',
  answered: 'kindAnswered',
  'absence-answered': 'kindAbsenceAnswered',
  filed: 'kindFiled',
  expired: 'kindExpired',
  bounced: 'kindBounced',
} as const satisfies Record<EnvelopeEvent['kind'], string>;

const markWords = {
  deposited: 'deposited',
  sealed: 'sealed',
  notified: 'notified',
  delivered: 'delivered',
  opened: 'opened',
  answered: 'answered',
  erasure: 'expired',
  bounced: 'bounced',
} as const satisfies Record<Mark['kind'], string>;

function markText(mark: Mark, t: Texts, format: Format, now: Date): readonly [title: string, detail: string] {
  const time = mark.kind === 'erasure' ? format.shortDay(mark.at, now) : format.moment(mark.at, now, true);
  const { event } = mark;
  if (mark.kind === 'opened' && event?.onBehalfOf) {
    return [
      t('openedBy', { name: typesetName(event.actor.name) }),
      t('onBehalf', { owner: typesetName(event.onBehalfOf.name), time }),
    ];
  }
  return [t(markWords[mark.kind]), time];
}

export function HistoryDrawing({ proof, now }: { readonly proof: ProofView; readonly now: Date }): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  const picture = layOutHistory(proof.record, proof.events);
  const spoken = picture.marks
    .map((mark) => {
      const [title, detail] = markText(mark, t, format, now);
      return t('eventAt', { event: title, time: detail });
    })
    .join(', ');
  return (
    <ScrollRegion className="history-picture" label={t('picture')}>
      <svg
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        role="img"
        aria-label={t('pictureLabel', { text: spoken.toLocaleLowerCase('fr') })}
      >
        {picture.lanes.map((lane) => (
          <LaneLabel key={lane.y} lane={lane} proof={proof} width={picture.width} />
        ))}
        <Lines picture={picture} kept={t('vaultKept')} />
        {picture.openEnds.map((end) => (
          <OpenEndMark key={end.y} end={end} />
        ))}
        {picture.marks.map((mark) => (
          <MarkPoint key={`${mark.kind} ${mark.x}`} mark={mark} sha256={proof.statement.message.sha256} now={now} />
        ))}
        <Axis picture={picture} />
      </svg>
    </ScrollRegion>
  );
}

function LaneLabel({
  lane,
  proof,
  width,
}: {
  readonly lane: Lane;
  readonly proof: ProofView;
  readonly width: number;
}): ReactNode {
  const { t } = useTranslation('proof');
  const { signature, record } = proof;
  const family = 'signer' in signature ? signature.signer?.cardFamily : null;
  const [title, detail] = ((): [string, string] => {
    switch (lane.kind) {
      case 'sender':
        return [typesetName(displayName(record.sender)), family ? t('senderCard', { family }) : t('sender')];
      case 'vault':
        return [t('vault'), t('vaultDetail')];
      case 'others':
        return [
          t('otherRecipients', { count: lane.others?.count ?? 0 }),
          t('otherRecipientsOpened', { opened: lane.others?.opened ?? 0, count: lane.others?.count ?? 0 }),
        ];
      case 'recipient':
        return [
          typesetName(lane.recipient?.name ?? ''),
          [
            t(lane.recipient?.role === 'cc' ? 'copyRecipient' : 'recipient'),
            lane.recipient?.kind === 'invited' ? t('invited') : null,
          ]
            .filter(Boolean)
            .join(', '),
        ];
    }
  })();
  return (
    <g>
      <text className="history-name" x="0" y={lane.y - 2}>
        {shorten(title)}
      </text>
      <text className="history-detail" x="0" y={lane.y + 14}>
        {detail}
      </text>
      <path className="history-lane" d={`M${LANE_START} ${lane.y}H${width}`} />
    </g>
  );
}

/** Names longer than the column are cut; the table has them whole. */
function shorten(name: string): string {
  return name.length > 21 ? `${name.slice(0, 20)}…` : name;
}

function Lines({ picture, kept }: { readonly picture: HistoryPicture; readonly kept: string }): ReactNode {
  const { vault, marks } = picture;
  const deposited = marks.find(({ kind }) => kind === 'deposited');
  const lastOnVault = marks.findLast(({ y, kind }) => y === vault.y && kind !== 'erasure');
  const labelX = ((lastOnVault?.x ?? vault.fromX) + vault.toX) / 2;
  return (
    <g>
      {deposited ? (
        <path
          className="history-line"
          d={`M${deposited.x} ${deposited.y}H${vault.fromX - 20}Q${vault.fromX} ${deposited.y} ${vault.fromX} ${deposited.y + 20}V${vault.y}`}
        />
      ) : null}
      <path className="history-vault" d={`M${vault.fromX} ${vault.y}H${vault.toX}`} />
      <text className="history-kept" x={labelX} y={vault.y - 10} textAnchor="middle">
        {kept}
      </text>
      {picture.branches.map(({ fromX, toX, y, dashed }) => (
        <path
          key={y}
          className={`history-line${dashed ? ' history-dashed' : ''}`}
          d={`M${fromX} ${vault.y}V${y - 18}Q${fromX} ${y} ${fromX + 18} ${y}H${Math.max(toX, fromX + 18)}`}
        />
      ))}
    </g>
  );
}

function MarkPoint({
  mark,
  sha256,
  now,
}: {
  readonly mark: Mark;
  readonly sha256: string;
  readonly now: Date;
}): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  const [title, detail] = markText(mark, t, format, now);
  const titleY = mark.below ? mark.y + (mark.kind === 'sealed' ? 36 : 26) : mark.y - 30;
  return (
    <g>
      {mark.kind === 'sealed' ? (
        <foreignObject x={mark.x - 19} y={mark.y - 19} width="38" height="38">
          <Seal sha256={sha256} sizePx={38} look="full" />
        </foreignObject>
      ) : mark.kind === 'erasure' ? (
        <path className="history-erasure" d={`M${mark.x} ${mark.y - 9}l9 9-9 9-9-9Z`} />
      ) : (
        <circle className={`history-point history-point-${mark.kind}`} cx={mark.x} cy={mark.y} r="7" />
      )}
      <text
        className={`history-title${mark.kind === 'sealed' ? ' history-title-sealed' : ''}`}
        x={mark.x}
        y={titleY}
        textAnchor="middle"
      >
        {title}
      </text>
      <text className="history-detail" x={mark.x} y={titleY + 15} textAnchor="middle">
        {detail}
      </text>
    </g>
  );
}

function OpenEndMark({ end }: { readonly end: OpenEnd }): ReactNode {
  const { t } = useTranslation('proof');
  const title = t(end.reason === 'failed' ? 'failed' : end.reason === 'no-receipt' ? 'noReceipt' : 'notOpened');
  const detail =
    end.reason === 'no-receipt'
      ? t('noReceiptDetail')
      : end.notified > 0
        ? t('notifiedTimes', { count: end.notified })
        : '';
  return (
    <g>
      <circle className="history-open-end" cx={end.x} cy={end.y} r="7" />
      <text className="history-title" x={end.x} y={end.y - 30} textAnchor="middle">
        {title}
      </text>
      <text className="history-detail" x={end.x} y={end.y - 15} textAnchor="middle">
        {detail}
      </text>
    </g>
  );
}

function Axis({ picture }: { readonly picture: HistoryPicture }): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  const { axisY: y, breakX, width } = picture;
  return (
    <g>
      <g className="history-axis">
        <path d={`M${LANE_START} ${y}H${breakX - 7}M${breakX + 7} ${y}H${width}`} />
        {picture.ticks.map((x) => (
          <path key={x} d={`M${x} ${y - 4}v8`} />
        ))}
        <path className="history-break" d={`M${breakX - 10} ${y - 6}l6 12M${breakX + 4} ${y - 6}l6 12`} />
      </g>
      {picture.gaps.map((gap) => (
        <text key={gap.x} className="history-detail" x={gap.x} y={y + 22} textAnchor="middle">
          {gap.durationMs < 1_000 ? format.work(gap.durationMs) : format.duration(gap.durationMs)}
        </text>
      ))}
      <text className="history-detail" x={(breakX + width) / 2} y={y + 22} textAnchor="middle">
        {t('threeMonths')}
      </text>
    </g>
  );
}

/** An opening that no account made was made by the mailed link, and perhaps a code: the operator saw no more than that. */
function sourceWord(event: EnvelopeEvent, events: readonly EnvelopeEvent[]) {
  const { kind, source, actor } = event;
  if (kind === 'opened' && actor.accountId === null) {
    return isOpenedWithCode(event, events) ? 'sourceLinkCode' : 'sourceLink';
  }
  return source === 'operator' ? 'sourceOperator' : 'sourceDeclared';
}

export function HistoryTable({ proof }: { readonly proof: ProofView }): ReactNode {
  const { t } = useTranslation('proof');
  const format = useFormat();
  return (
    <ScrollRegion className="history-table" label={t('table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('columnNumber')}</th>
            <th scope="col">{t('columnEvent')}</th>
            <th scope="col">{t('columnAt')}</th>
            <th scope="col">{t('columnWho')}</th>
            <th scope="col">{t('columnRecipient')}</th>
            <th scope="col">{t('columnSource')}</th>
            <th scope="col">{t('columnHash')}</th>
          </tr>
        </thead>
        <tbody>
          {proof.events.map((event, index) => (
            <tr key={event.seq}>
              <td className="code">{format.number(event.seq)}</td>
              <td>{t(kindWords[event.kind])}</td>
              <td>{`${format.day(event.at)}, ${format.seconds(event.at)}`}</td>
              <td>
                {typesetName(event.actor.name)}
                {event.onBehalfOf ? (
                  <Fragment>
                    <br />
                    <span className="caption">{t('onBehalfPlain', { owner: typesetName(event.onBehalfOf.name) })}</span>
                  </Fragment>
                ) : null}
              </td>
              <td>{event.recipient ?? ''}</td>
              <td>{t(sourceWord(event, proof.events))}</td>
              <td className="code" title={proof.eventHashes[index]}>
                {`${proof.eventHashes[index]?.slice(0, 8) ?? ''}…`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

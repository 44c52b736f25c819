/** A row in its place, with the heading above it where a group begins. Redrawn only when something of it changes. */
import { memo, type ReactNode } from 'react';
import { EnvelopeRow, type EnvelopeRowProps } from './envelope-row.tsx';

export interface ItemProps extends Omit<EnvelopeRowProps, 'row'> {
  readonly row: EnvelopeRowProps['row'] | undefined;
  readonly heading: string | null;
  readonly start: number;
  readonly size: number;
}

export const Item = memo(function Item({ heading, start, size, row, ...rest }: ItemProps): ReactNode {
  return (
    <div role="presentation" className="mailbox-item" style={{ top: start, height: size }}>
      {heading ? (
        <div className="mailbox-heading" role="presentation">
          {heading}
        </div>
      ) : null}
      {row ? (
        <EnvelopeRow row={row} {...rest} />
      ) : (
        <div className="envelope-row envelope-row-coming" role="presentation">
          <i />
          <i />
        </div>
      )}
    </div>
  );
});

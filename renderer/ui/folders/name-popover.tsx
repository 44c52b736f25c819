/** Asks for a name in the place that will bear it. Enter keeps it, Escape leaves things as they were. */
import { type ReactNode, useMemo, useState } from 'react';
import { Dialog, Input, Popover, TextField } from 'react-aria-components';
import { MAX_FOLDER_NAME } from '../../../contract/model/account-item.ts';
import { Button } from '../button.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { useTask } from '../use-task.ts';
import './name-popover.css';

export interface NamePopoverProps {
  /** What is named, for screen readers and above the field. */
  readonly title: string;
  readonly initial: string;
  /** The initial name is a proposal; otherwise it is the name already, and keeping it changes nothing. */
  readonly keepsInitial?: boolean;
  readonly go: string;
  /** Where it opens. */
  readonly anchor: Element;
  /** Rejects with what stands against the name, which is then shown. */
  readonly onName: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function NamePopover(props: NamePopoverProps): ReactNode {
  const { title, initial, keepsInitial = false, go, anchor, onName, onClose } = props;
  const [name, setName] = useState(initial);
  const task = useTask();
  const trigger = useMemo(() => ({ current: anchor }), [anchor]);
  const wanted = name.trim();
  const keep = async (): Promise<void> => {
    if (wanted === '' || task.pending) return;
    if ((wanted === initial && !keepsInitial) || (await task.run(() => onName(wanted)))) onClose();
  };
  return (
    <Popover
      className="menu name-popover"
      triggerRef={trigger}
      placement="bottom start"
      offset={2}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Dialog aria-label={title} className="name-dialog">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void keep();
          }}
        >
          <span className="caption ellipsis" aria-hidden="true">
            {title}
          </span>
          <div className="row">
            <TextField
              aria-label={title}
              className="grow"
              value={name}
              onChange={(text) => {
                task.clear();
                setName(text);
              }}
              maxLength={MAX_FOLDER_NAME}
              autoFocus
            >
              <Input className="field-input" autoComplete="off" onFocus={(event) => event.currentTarget.select()} />
            </TextField>
            <Button type="submit" kind="primary" isDisabled={wanted === '' || task.pending}>
              {go}
            </Button>
          </div>
          {task.error ? <ErrorNotice error={task.error} /> : null}
        </form>
      </Dialog>
    </Popover>
  );
}

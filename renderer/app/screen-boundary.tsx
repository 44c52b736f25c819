/** A screen that fails to draw is replaced by words and a way back; what the user wrote is in the session, not here. */
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

interface State {
  readonly failed: boolean;
}

interface Parts {
  readonly children: ReactNode;
  /** Somebody wants it drawn again: what failed to load is to be loaded anew. */
  readonly onAgain?: () => void;
}

export class ScreenBoundary extends Component<Parts, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Translation ns="app">
        {(t) => (
          <Empty
            title={t('crashedTitle')}
            action={
              <Button
                kind="primary"
                onPress={() => {
                  this.props.onAgain?.();
                  this.setState({ failed: false });
                }}
              >
                {t('crashedAction')}
              </Button>
            }
          >
            {t('crashedText')}
          </Empty>
        )}
      </Translation>
    );
  }
}

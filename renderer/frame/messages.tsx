import { X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Message, Snapshot } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { useActing } from '../acting.ts';
import { authority } from '../bridge.ts';
import { Moment } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { findingWords } from '../words/coded.ts';

const inView = 3;

function Told({ message, onDismiss }: { readonly message: Message; readonly onDismiss: () => void }) {
  const { t } = useTranslation();
  const said = findingWords(message.finding);
  const words = message.service === null ? said : t('services.one', { name: foreign(message.service), state: said });
  return (
    <li>
      <Notice tone="info">
        <div className="message">
          <p>{words}</p>
          <span className="message-when">
            <Moment at={message.at} />
          </span>
          <Button
            className="command message-dismiss"
            data-look="bare"
            aria-label={t('message.dismiss', { words })}
            onPress={onDismiss}
          >
            <X aria-hidden="true" size={16} />
          </Button>
        </div>
      </Notice>
    </li>
  );
}

/** What happened outside the window, the newest first, until each is dismissed. */
export function Messages({ messages }: { readonly messages: Snapshot['messages'] }) {
  const { t } = useTranslation();
  const { act, refusal } = useActing();
  const region = useRef<HTMLElement>(null);
  return (
    // There from the start and empty, so that what comes into it is spoken.
    <section ref={region} className="messages" tabIndex={-1} aria-label={t('message.region')} aria-live="polite">
      <RefusalNotice refusal={refusal} />
      {messages.length > 0 && (
        <ul>
          {messages.slice(0, inView).map((message) => (
            <Told
              key={message.id}
              message={message}
              onDismiss={() => {
                void act(() => authority.dismiss({ id: message.id }));
                // The button goes with its message; the focus stays where the next one is.
                region.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      {messages.length > inView && (
        <p className="messages-more">{t('message.more', { count: messages.length - inView })}</p>
      )}
    </section>
  );
}

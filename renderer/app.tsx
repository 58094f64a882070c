import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place, Snapshot } from '../preload/contract.ts';
import { HeaderStrip } from './frame/header-strip.tsx';
import { KeyboardShortcuts } from './frame/keyboard-shortcuts.tsx';
import { Messages } from './frame/messages.tsx';
import { Sections } from './frame/sections.tsx';
import { SigningStopped } from './frame/signing-stopped.tsx';
import { StopCommand } from './frame/stop-command.tsx';
import { UndoBar } from './frame/undo-bar.tsx';
import { HealthSection } from './health/health.tsx';
import { type Held, start } from './held-place.ts';
import { History } from './history/history.tsx';
import { Lives } from './history/lives.ts';
import { RecordFound } from './history/record-found.tsx';
import { IntakeDialogs } from './intake/intake-dialogs.tsx';
import { useIntake } from './intake/use-intake.ts';
import { Keys } from './keys/keys.tsx';
import { MarkExplanation } from './parts/mark-explanation.tsx';
import { Notice } from './parts/notice.tsx';
import { RefusalNotice } from './parts/refusal-notice.tsx';
import { usePlace, useUnsaved } from './place.ts';
import { Queue } from './queue/queue.tsx';
import { useShortcuts } from './review/shortcuts.ts';
import { ServiceProvider } from './service.tsx';
import type { Edits } from './settings/draft.ts';
import { SettingsSection } from './settings/settings.tsx';
import { Setup } from './setup/setup.tsx';
import { Stopped } from './setup/stopped.tsx';
import { useKnown } from './snapshot.tsx';
import { findingWords } from './words/coded.ts';

interface WorkProps {
  readonly snapshot: Snapshot;
  readonly held: Held;
  readonly onGo: (change: Partial<Place>) => void;
}

/** The work for the service in view. */
function Work({ snapshot, held, onGo }: WorkProps) {
  const { t } = useTranslation();
  const { section } = held.place;
  const intake = useIntake();
  const [keysShown, setKeysShown] = useState(false);
  const showKeys = () => setKeysShown(true);
  useShortcuts({ '?': showKeys });
  // Held here, so that a look into another section costs nobody what was typed.
  const [edits, setEdits] = useState<Edits>({});
  useUnsaved(Object.keys(edits).length > 0);
  const [life, setLife] = useState<string | null>(null);
  const showLife = (jobId: string) => {
    setLife(jobId);
    onGo({ section: 'history' });
  };
  return (
    <Lives value={showLife}>
      <main className="desk-main">
        {snapshot.signingStop && <SigningStopped stop={snapshot.signingStop} />}
        {snapshot.record?.unread && <RecordFound standing={snapshot.record} />}
        {snapshot.fault && (
          <Notice tone="bad" title={t('header.fault')} live>
            <p>{findingWords(snapshot.fault)}</p>
          </Notice>
        )}
        <Messages messages={snapshot.messages} />
        {section === 'queue' && <Queue held={held} onGo={onGo} intake={intake} onShowKeys={showKeys} />}
        {section === 'history' && (
          <History
            life={life}
            onLeaveLife={() => setLife(null)}
            onOpen={(jobId) => onGo({ section: 'queue', filter: 'all', jobId })}
          />
        )}
        {section === 'keys' && <Keys />}
        {section === 'health' && <HealthSection />}
        {section === 'settings' && <SettingsSection edits={edits} onEdit={setEdits} onShowKeys={showKeys} />}
      </main>
      <UndoBar undoable={snapshot.undoable} undoableMore={snapshot.undoableMore} services={snapshot.services} />
      {keysShown && <KeyboardShortcuts onClose={() => setKeysShown(false)} />}
      <IntakeDialogs intake={intake} onMade={(jobId) => onGo({ ...start, jobId })} />
    </Lives>
  );
}

function Alone({ children }: { readonly children?: ReactNode }) {
  return <main className="alone">{children}</main>;
}

/** Where the service in view stands decides what there is to see of it; only `ready` has sections. */
function Standing({ snapshot, held, onGo }: Omit<WorkProps, 'held'> & { readonly held: Held | null }) {
  const { t } = useTranslation();
  const { situation } = snapshot;
  switch (situation.name) {
    case 'starting':
      return (
        <Alone>
          <p className="quiet appear-late" role="status">
            {t('setup.starting')}
          </p>
        </Alone>
      );
    case 'ready':
      return held && <Work snapshot={snapshot} held={held} onGo={onGo} />;
    // A screen of its own, under what a person should know all the same.
    case 'setup':
      return (
        <>
          <Messages messages={snapshot.messages} />
          <Setup key={situation.step} step={situation.step} draft={situation.draft} />
        </>
      );
    default:
      return (
        <>
          <Messages messages={snapshot.messages} />
          <Stopped situation={situation} />
        </>
      );
  }
}

/** What there is to see of the service in view, under the strip that tells which it is. */
export function App() {
  const { t } = useTranslation();
  const { snapshot, refusal } = useKnown();
  const practice = snapshot?.practice ?? false;
  const stopped = snapshot?.glance.signingStopped ?? false;
  const { held, go } = usePlace(snapshot);

  useEffect(() => {
    const title = practice ? t('app.practiceTitle') : t('app.name');
    document.title = stopped ? t('app.stoppedTitle', { title }) : title;
  }, [practice, stopped, t]);

  if (!snapshot) {
    return (
      refusal && (
        <Alone>
          <RefusalNotice refusal={refusal} />
        </Alone>
      )
    );
  }
  const { situation, inView, services } = snapshot;
  const ready = situation.name === 'ready' && held !== null;
  return (
    <ServiceProvider service={inView}>
      <div className={ready ? 'desk' : 'told'}>
        {ready && (
          <div className="rail" tabIndex={-1}>
            <Sections current={held.place.section} onGo={(section) => go({ section })} />
            {!snapshot.signingStop && <StopCommand key={inView} />}
          </div>
        )}
        {/* Stays as it is from one service to the next, and with it the focus. */}
        {(ready || services.length > 1) && (
          <HeaderStrip
            key="strip"
            snapshot={snapshot}
            section={(held?.place ?? snapshot.place).section}
            onHealth={() => go({ section: 'health' })}
            onHistory={() => go({ section: 'history' })}
          />
        )}
        {/* What was typed and selected belongs to one service; another one starts afresh. */}
        <Standing key={inView} snapshot={snapshot} held={held} onGo={go} />
        <MarkExplanation />
      </div>
    </ServiceProvider>
  );
}

import { Ban, CirclePause, CirclePlay, PenLine, RotateCcw, Undo2, UserRoundCheck } from 'lucide-react';
import { useRef } from 'react';
import { Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Review } from '../../preload/contract.ts';
import { useSecondsUntil } from '../clock.ts';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { useServiceName } from '../service.tsx';
import type { Press } from './arming.ts';
import type { Decision } from './decision.ts';

/** Statuses at which a person may still come to approve: the button is there, if only to say why it is off. */
const undecided: ReadonlySet<Review['status']> = new Set(['waiting', 'ready', 'content-unknown']);

function UndoCountdown({ until, locked }: { readonly until: number; readonly locked: boolean }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(until);
  return (
    <p className="decision-hint">
      {locked ? t('undo.locked') : left > 0 ? t('undo.signsIn', { count: left }) : t('undo.late')}
    </p>
  );
}

function ApproveCommand({ decision }: { readonly decision: Decision }) {
  const { t } = useTranslation();
  const begun = useRef<Press | null>(null);
  return (
    <Command
      look="primary"
      icon={PenLine}
      shortcut="A"
      isDisabled={!decision.mayApprove}
      onPressStart={({ pointerType }) => {
        begun.current = decision.press(pointerType === 'keyboard' ? 'key' : 'pointer');
      }}
      onPress={() => {
        const press = begun.current;
        begun.current = null;
        if (press) decision.approve(press);
      }}
    >
      {t('decision.approve')}
    </Command>
  );
}

/** Where there are several services: the one that is decided for, beside what decides. */
function DecidedFor({ service }: { readonly service: string }) {
  const { t } = useTranslation();
  return (
    <p className="decision-service">
      {t('services.decidedFor')}{' '}
      <strong>
        <MarkedText text={service} />
      </strong>
    </p>
  );
}

/** Everything that can be decided about the shown job, and why approval may be off. */
export function DecisionBar({ review, decision }: { readonly review: Review; readonly decision: Decision }) {
  const { t } = useTranslation();
  const can = (action: Review['actions'][number]): boolean => review.actions.includes(action);
  const { busy } = decision;
  const hint = decision.hint && t(`decision.hint.${decision.hint}`);
  const service = useServiceName();
  return (
    <Group className="decision-bar" aria-label={t('decision.bar')} data-of-several={service !== null || undefined}>
      {service !== null && <DecidedFor service={service} />}
      {(can('approve') || undecided.has(review.status)) && <ApproveCommand decision={decision} />}
      {can('retry') && (
        <Command icon={RotateCcw} onPress={decision.retry} busy={busy}>
          {t('decision.retry')}
        </Command>
      )}
      {can('take-off-hold') && (
        <Command icon={CirclePlay} onPress={decision.takeOffHold} busy={busy}>
          {t('decision.takeOffHold')}
        </Command>
      )}
      {can('hold') && (
        <Command icon={CirclePause} shortcut="H" onPress={decision.hold} busy={busy}>
          {t('decision.hold')}
        </Command>
      )}
      {can('reject') && (
        <Command look="danger" icon={Ban} shortcut="R" onPress={decision.reject} busy={busy}>
          {t('decision.reject')}
        </Command>
      )}
      {/* Rare, and not to be mistaken for the decision: without a key, and last. */}
      {can('confirm') && (
        <div className="decision-apart">
          <Command icon={UserRoundCheck} onPress={decision.confirm} busy={busy}>
            {t('confirm.open')}
          </Command>
        </div>
      )}
      {can('undo') && (
        <div className="decision-undo">
          {review.undoUntil !== null ? <UndoCountdown until={review.undoUntil} locked={review.locked} /> : <span />}
          <Command icon={Undo2} onPress={decision.undo} busy={busy}>
            {t('decision.undo')}
          </Command>
        </div>
      )}
      {hint && <p className="decision-hint">{hint}</p>}
    </Group>
  );
}

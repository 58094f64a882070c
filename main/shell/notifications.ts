import { Notification } from 'electron';
import type { Log } from '../log.ts';
import type { Notice, NoticeKind } from './notice.ts';

export interface Notifications {
  /** Takes the place of the one of its kind that stands. */
  post(notice: Notice, onClick: () => void): void;
  withdraw(kind: NoticeKind): void;
}

/**
 * Notifications of the system. None has a button: a decision is made in the window, before what it is about. None is
 * `critical` or brings a sound of its own: those are what gets through a do-not-disturb, and only its owner may lift that.
 */
export function notifications(log: Log): Notifications {
  // Held on to while they stand: one that is garbage collected never hears its click.
  const standing = new Map<NoticeKind, Notification>();
  const withdraw = (kind: NoticeKind) => {
    standing.get(kind)?.close();
    standing.delete(kind);
  };
  return {
    post: ({ kind, title, body }, onClick) => {
      if (!Notification.isSupported()) return log('warn', 'notification-not-shown', { kind, detail: 'not supported' });
      withdraw(kind);
      const notification = new Notification({ title: plain(title), body: plain(body), urgency: 'normal' });
      const forget = () => {
        if (standing.get(kind) === notification) standing.delete(kind);
      };
      notification.on('click', () => {
        forget();
        onClick();
      });
      notification.on('close', forget);
      notification.on('failed', (_event, detail) => {
        forget();
        log('warn', 'notification-not-shown', { kind, detail });
      });
      standing.set(kind, notification);
      notification.show();
      log('info', 'notified', { kind });
    },
    withdraw,
  };
}

/**
 * On Linux a body may be markup (Desktop Notifications Specification, 1.2), and whether it is the daemon decides: without
 * these characters it is the same text either way. Nothing of ours needs them.
 */
const plain = (text: string): string => text.replace(/[<>&]/g, ' ');

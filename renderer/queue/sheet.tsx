import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';

interface SheetProps {
  readonly title: string;
  /** The button's words; they may tell more than the title. */
  readonly words: string;
  readonly icon: LucideIcon;
  readonly wide?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

/** A button, and what it opens beside itself. */
export function Sheet({ title, words, icon: Icon, wide = false, children }: SheetProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  // Inside the page's main part, so that those who go through it by its landmarks come by.
  const main = button.current?.closest('main');
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button ref={button} className="command command-small">
        <Icon aria-hidden="true" size={14} />
        <span>{words}</span>
      </Button>
      <Popover
        className="sheet"
        placement="bottom start"
        data-wide={wide || undefined}
        {...(main && { UNSTABLE_portalContainer: main })}
      >
        <Dialog className="sheet-body" aria-label={title}>
          {children(() => setOpen(false))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

import { Check, ChevronDown } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type ActionAnswer, type GlanceState, graveGlances, type ServiceLine } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { useActing } from '../acting.ts';
import { glanceLooks } from '../parts/glance-looks.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { refusalWords } from '../words/coded.ts';

/** States that need no words beside the count of what waits. */
const well: ReadonlySet<GlanceState> = new Set(['clear', 'decide']);

type OddState = Exclude<GlanceState, 'clear' | 'decide'>;
const isOdd = (state: GlanceState): state is OddState => !well.has(state);

/** How a service stands, in a word and a sign; nothing where it is well. */
function OddSign({ state }: { readonly state: GlanceState }) {
  const { t } = useTranslation();
  if (!isOdd(state)) return null;
  const { icon: Icon, tone } = glanceLooks[state];
  return (
    <span className="service-state" data-tone={tone}>
      <Icon aria-hidden="true" size={14} />
      <span className="service-state-words">{t(`services.state.${state}`)}</span>
    </span>
  );
}

function Waiting({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return <span className="service-waiting">{t('services.waiting', { count })}</span>;
}

/** What there is to know of the services out of view while the list is closed. */
function Others({ others }: { readonly others: readonly ServiceLine[] }) {
  const { t } = useTranslation();
  const toDecide = others.reduce((sum, { glance }) => sum + glance.toDecide, 0);
  // One that can't be seen or worked for must not hide behind a closed list.
  const worst = graveGlances.find((state) => others.some(({ glance }) => glance.state === state));
  const which = others.find(({ glance }) => glance.state === worst);
  return (
    <p className="service-others">
      {worst && which && (
        <span title={t('services.one', { name: foreign(which.name), state: t(`glance.${worst}`, { count: 0 }) })}>
          <span className="service-others-name">
            <MarkedText text={which.name} />
          </span>
          <OddSign state={worst} />
        </span>
      )}
      {toDecide > 0 && <span>{t('services.elsewhere', { count: toDecide })}</span>}
    </p>
  );
}

interface ServiceSwitcherProps {
  readonly services: readonly ServiceLine[];
  readonly inView: string | null;
  readonly onShow: (service: string) => Promise<ActionAnswer>;
}

/**
 * Which of several services the window is about, and the way to another. A menu and no select field: that would change
 * the service by an arrow or a letter while it is closed, and letters decide here.
 */
export function ServiceSwitcher({ services, inView, onShow }: ServiceSwitcherProps) {
  const { t } = useTranslation();
  const { act, refusal } = useActing();
  const current = services.find(({ id }) => id === inView);
  return (
    <div className="switcher">
      <MenuTrigger>
        <Button
          className="command switcher-button"
          aria-label={t('services.current', { name: foreign(current?.name ?? '') })}
        >
          <span className="switcher-name">
            <MarkedText text={current?.name ?? ''} />
          </span>
          <ChevronDown aria-hidden="true" size={16} />
        </Button>
        <Popover className="sheet" placement="bottom start">
          <Menu
            aria-label={t('services.label')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={inView === null ? [] : [inView]}
            onAction={(key) => {
              if (key !== inView) void act(() => onShow(String(key)));
            }}
          >
            {services.map(({ id, name, glance }) => (
              <MenuItem key={id} id={id} textValue={name} className="menu-item">
                <Check className="menu-check" aria-hidden="true" size={16} />
                <span className="menu-item-name">
                  <MarkedText text={name} />
                </span>
                {glance.toDecide > 0 && <Waiting count={glance.toDecide} />}
                <OddSign state={glance.state} />
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Others others={services.filter(({ id }) => id !== inView)} />
      {refusal && <span role="alert">{refusalWords(refusal)}</span>}
    </div>
  );
}

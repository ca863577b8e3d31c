/** A menu of the inputs that an output fits, of this app and of the others that are open. */

import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { failureOf } from "../kernel/rpc";
import type { Target } from "../messages";
import { useView } from "../view";

interface Props {
	run: number;
	output: string;
	label: string;
}

export function HandMenu({ run, output, label }: Props) {
	const { wire } = useView().store;
	const [open, setOpen] = useState(false);
	const [listed, setListed] = useState<Target[] | null>(null);
	const [told, setTold] = useState<ComponentChildren>("");
	const [problem, setProblem] = useState("");
	const button = useRef<HTMLButtonElement>(null);
	/** The opening that an answer belongs to. */
	const opening = useRef(0);

	function close(): void {
		opening.current++;
		setOpen(false);
		button.current?.focus();
	}

	function show(): void {
		const mine = ++opening.current;
		setOpen(true);
		setListed(null);
		setTold("");
		setProblem("");
		wire.ask({ ask: "targets", run, output }).then(
			({ result }) => mine === opening.current && setListed(result.targets as unknown as Target[]),
			(error) => mine === opening.current && fail(error),
		);
	}

	function fail(error: unknown): void {
		setOpen(false);
		setProblem(failureOf(error).message);
	}

	async function hand({ target, app, endpoint, label: place }: Target): Promise<void> {
		close();
		try {
			await wire.ask({ ask: "hand", run, output, target });
			setTold([
				"Put into ",
				<bdi key="place">{place}</bdi>,
				" of ",
				<bdi key="app">{app ? `${app} ${endpoint}` : endpoint}</bdi>,
			]);
		} catch (error) {
			fail(error);
		}
	}

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from within
		<div
			class="g-hand"
			onKeyDown={(event) => {
				if (event.key !== "Escape" || !open) return;
				event.preventDefault();
				close();
			}}
		>
			<span class="g-soft" role="status">
				{told}
			</span>
			{problem && <span class="g-problem">{problem}</span>}
			<button
				type="button"
				class="g-quiet"
				title="Put this into a form"
				aria-label={`Use ${label} in…`}
				aria-haspopup="menu"
				aria-expanded={open}
				ref={button}
				onClick={open ? close : show}
			>
				Use in…
			</button>
			{open && !listed && <p class="g-soft">Asking the kernel…</p>}
			{open && listed && !listed.length && <p class="g-soft">No input of an open app takes this.</p>}
			{open && listed && listed.length > 0 && <Menu listed={listed} onChoose={hand} onLeave={() => setOpen(false)} />}
		</div>
	);
}

interface MenuProps {
	listed: Target[];
	onChoose(target: Target): void;
	onLeave(): void;
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/menubar/ */
function Menu({ listed, onChoose, onLeave }: MenuProps) {
	const menu = useRef<HTMLDivElement>(null);
	const items = () => [...(menu.current?.querySelectorAll("button") ?? [])];
	useEffect(() => items()[0]?.focus(), []);

	function onKeyDown(event: KeyboardEvent): void {
		const all = items();
		const at = all.indexOf(event.target as HTMLButtonElement);
		const last = all.length - 1;
		const to = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		all[to]?.focus();
	}

	return (
		<div
			class="g-listbox"
			role="menu"
			aria-label="Inputs"
			tabIndex={-1}
			ref={menu}
			onKeyDown={onKeyDown}
			onFocusOut={({ relatedTarget }) => {
				if (relatedTarget instanceof Node && !menu.current?.parentElement?.contains(relatedTarget)) onLeave();
			}}
		>
			{listed.map((target, i) => (
				<Fragment key={target.target}>
					{target.app !== (listed[i - 1]?.app ?? "") && (
						<p class="g-soft" role="presentation">
							{target.app}
						</p>
					)}
					<button
						type="button"
						role="menuitem"
						tabIndex={-1}
						aria-label={`${target.label} of ${[target.app, target.endpoint].filter(Boolean).join(" ")}`}
						onClick={() => onChoose(target)}
					>
						<span class="g-name">{target.label}</span> <code>{target.endpoint}</code>
					</button>
				</Fragment>
			))}
		</div>
	);
}

import { useEffect, useRef, useState } from "preact/hooks";
import { begun, roomEach } from "../pieces";

const MOST = 100; // options in the page; typing narrows them

interface Props {
	/** For the box. */
	control: { id: string; "aria-describedby": string; "aria-invalid": boolean; "aria-label"?: string };
	labels: string[];
	/** What stands in the box while nobody types. */
	shown: string;
	placeholder: string;
	/** Texts that are no option are taken too. */
	custom: boolean;
	/** The list is there at once, and the box has the focus. */
	startOpen?: boolean;
	onChoose(at: number): void;
	onCustom(text: string): void;
	onBackspace?: () => void;
}

/** A text box with a list that typing narrows (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). */
export function Combobox(props: Props) {
	const { control, labels, shown, placeholder, custom, onChoose, onCustom, onBackspace } = props;
	const [typed, setTyped] = useState<string | null>(null);
	const [open, setOpen] = useState(props.startOpen ?? false);
	const box = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (props.startOpen) box.current?.focus();
	}, []);
	const [active, setActive] = useState(-1);
	const wanted = (typed ?? "").trim().toLowerCase();
	const fitting = labels
		.map((label, at) => ({ label, at }))
		.filter(({ label }) => label.toLowerCase().includes(wanted));
	const options = fitting.slice(0, MOST);
	const room = roomEach(options.map(({ label }) => label));
	const listId = `${control.id}-list`;

	function close(): void {
		setOpen(false);
		setActive(-1);
		setTyped(null);
	}

	function choose(at: number): void {
		close();
		onChoose(at);
	}

	/** Take what was typed: an option of that very name, else the text itself where that is welcome. */
	function take(): void {
		const exact = fitting.find(({ label }) => label.toLowerCase() === wanted);
		if (typed?.trim() && exact) choose(exact.at);
		else {
			close();
			if (typed?.trim() && custom) onCustom(typed.trim());
		}
	}

	function move(by: number): void {
		setOpen(true);
		setActive(options.length ? (active + by + options.length + (active < 0 && by < 0 ? 1 : 0)) % options.length : -1);
	}

	function onKeyDown(event: KeyboardEvent): void {
		if (event.ctrlKey || event.metaKey || event.altKey) {
			// It runs, with what stands in the box.
			if (event.key === "Enter") take();
			return;
		}
		const { key } = event;
		if (key === "ArrowDown") move(1);
		else if (key === "ArrowUp") move(-1);
		else if (key === "Escape" && open) close();
		else if (key === "Enter" && !event.shiftKey) {
			const option = options[active] ?? (custom ? undefined : typed ? options[0] : undefined);
			if (open && option) choose(option.at);
			else take();
		} else {
			if (key === "Backspace" && !typed) onBackspace?.();
			return;
		}
		event.preventDefault();
	}

	return (
		<div class="g-combo">
			<input
				type="text"
				role="combobox"
				ref={box}
				autocomplete="off"
				spellcheck={false}
				{...control}
				aria-expanded={open}
				aria-controls={listId}
				aria-autocomplete="list"
				aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
				placeholder={placeholder}
				value={typed ?? shown}
				onInput={({ currentTarget }) => {
					setTyped(currentTarget.value);
					setOpen(true);
					setActive(-1);
				}}
				onClick={() => setOpen(true)}
				onKeyDown={onKeyDown}
				onBlur={take}
			/>
			{open && (
				<div class="g-listbox" role="listbox" id={listId} aria-label="Choices">
					{options.map(({ label, at }, i) => (
						// biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus and takes the keys
						<div
							key={at}
							id={`${listId}-${i}`}
							role="option"
							tabIndex={-1}
							aria-selected={i === active}
							ref={i === active ? scrollTo : null}
							// Focus stays in the box: leaving it would take what was typed.
							onMouseDown={(event) => event.preventDefault()}
							onClick={() => choose(at)}
						>
							{begun(label, room)}
						</div>
					))}
					{!options.length && <p class="g-soft">{custom ? "Enter takes it as it is" : "Nothing fits"}</p>}
				</div>
			)}
			{open && fitting.length > MOST && (
				<p class="g-soft" aria-live="polite">
					{MOST} of {fitting.length}: type to narrow
				</p>
			)}
		</div>
	);
}

function scrollTo(option: HTMLElement | null): void {
	option?.scrollIntoView({ block: "nearest" });
}

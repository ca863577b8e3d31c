/** An endpoint that is a conversation, as one: what was said, the answer as it comes, and a box to say more. */

import { useEffect, useRef, useState } from "preact/hooks";
import { onEnter, Say, Settings } from "../../chat/composer";
import { beginning, controlOf, isBusy, lastTurn, messagesOf, messageValue, textIn } from "../../chat/messages";
import {
	Actions,
	Bars,
	begun,
	type ChatProps,
	CopyButton,
	Detail,
	Ending,
	Examples,
	FailureNote,
	type FormValue,
	failureOf,
	LINE,
	Logs,
	type Message,
	Notes,
	Parts,
	type Run,
	type Talk,
	useFollow,
	useMessages,
	useView,
	Variable,
	wordsFor,
	wordsOf,
	writtenOut,
} from "../../core";
import css from "../../style/panel/chat.css";

export { css };

const NOT_BEGUN: Talk = { messages: [], pending: null, failure: null };

export default function Chat({ endpoint, submit }: ChatProps) {
	const { store } = useView();
	const pane = useRef<HTMLDivElement>(null);
	const form = store.drafts.form(endpoint.name);
	const held = store.kernel.chat.value[endpoint.name];
	const talk = held ?? { ...NOT_BEGUN, messages: beginning(endpoint) };
	const { pending } = talk;
	const run = pending?.run ? store.kernel.run(pending.run)?.value : undefined;
	const busy = isBusy(talk, run);
	const shown = messagesOf(endpoint, talk, run);
	const last = lastTurn(talk);
	const isReady = store.kernel.app.value.state === "ready";
	const failure = form.failure.value ?? talk.failure;

	async function say(at = -1, message?: FormValue): Promise<boolean> {
		if (!isReady || busy || form.starting.peek()) return false;
		const began = await store.say(endpoint, at, message);
		if (began) pane.current?.querySelector("ol")?.scrollTo?.({ top: Number.MAX_SAFE_INTEGER });
		else focusProblem(pane.current);
		return began;
	}
	const tell = (question: Promise<unknown>) =>
		question.then(
			() => true,
			(error) => {
				form.failure.value = failureOf(error);
				return false;
			},
		);
	const stop = () => run && store.wire.ask({ ask: "cancel", run: run.id }).catch(() => {});
	const send = () => void say();
	submit.current = send;

	async function undo(): Promise<void> {
		if (!last || last.turn === null) return;
		const question = store.wire.ask({ ask: "unsay", endpoint: endpoint.name, at: last.turn });
		if (!(await tell(question))) return;
		// What was taken back can be written otherwise.
		const { message } = (await question).result;
		const name = endpoint.talk?.message;
		if (name && message !== undefined && form.values.peek()[name] === undefined) form.set(name, message);
		pane.current?.querySelector<HTMLElement>(".g-say textarea")?.focus();
	}

	function onKeyDown(event: KeyboardEvent): void {
		if (event.key !== "Escape" || !busy) return;
		event.stopPropagation();
		void stop();
	}

	return (
		<div class="g-conversation" role="group" aria-label="Chat" ref={pane} onKeyDown={onKeyDown}>
			<Messages
				shown={shown}
				busy={busy}
				onEdit={(message, words) => say(message.turn ?? -1, messageValue(controlOf(endpoint), message, words))}
			/>
			{!shown.length && <Examples endpoint={endpoint} />}
			<Told talk={talk} run={run} busy={busy} />
			{failure && <FailureNote failure={failure} />}
			<div class="g-row g-again">
				{last && !busy && (
					<>
						<button type="button" class="g-quiet" onClick={() => say(last.turn ?? -1)}>
							Retry
						</button>
						<button type="button" class="g-quiet" onClick={undo}>
							Undo
						</button>
					</>
				)}
				<span class="g-grow" />
				{shown.length > 0 && (
					<Actions
						output={{ name: `conversation${endpoint.name.replace("/", "-")}`, label: "" }}
						copy={() => writtenOut(shown.map(({ role, title, content }) => ({ role, title, content })))}
						save={{ end: ".md" }}
						class="g-row"
					/>
				)}
				{(held?.messages.length || pending) && (
					<button
						type="button"
						class="g-quiet"
						onClick={() => {
							form.failure.value = null;
							void tell(store.wire.ask({ ask: "reset", endpoint: endpoint.name }));
						}}
					>
						New conversation
					</button>
				)}
			</div>
			<Say endpoint={endpoint} busy={busy} canStop={run !== undefined} isReady={isReady} onSend={send} onStop={stop} />
			<Settings endpoint={endpoint} />
			<Notes starting={form.starting.value} uploading={Object.keys(form.uploads.value).length > 0} />
			<Variable />
		</div>
	);
}

interface MessagesProps {
	shown: Message[];
	busy: boolean;
	onEdit(message: Message, words: string): Promise<boolean>;
}

function Messages({ shown, busy, onEdit }: MessagesProps) {
	const [edited, setEdited] = useState<number | null>(null);
	const follow = useFollow<HTMLOListElement>(shown);
	const { shown: inView, before, more } = useMessages(shown, ({ content }) => content);
	if (!shown.length) return <p class="g-empty">Nothing was said yet.</p>;
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
		<ol class="g-chat" aria-label="Conversation" tabIndex={0} {...follow}>
			{more && <li>{more}</li>}
			{inView.map((message, place) => {
				const i = before + place;
				const { role, content, title, turn } = message;
				return (
					<li key={i} data-role={role}>
						<span class="g-row g-soft">
							{begun(title || WHO[role] || role, LINE)}
							<span class="g-grow" />
							{turn !== null && !busy && edited !== i && (
								<button type="button" class="g-link" onClick={() => setEdited(i)}>
									edit
								</button>
							)}
							<CopyButton class="g-link" text={wordsOf(content)}>
								copy
							</CopyButton>
						</span>
						{edited === i && !busy ? (
							<Edit
								words={textIn(message)}
								onSave={async (words) => {
									if (await onEdit(message, words)) setEdited(null);
								}}
								onClose={() => setEdited(null)}
							/>
						) : (
							<Parts content={content} />
						)}
					</li>
				);
			})}
		</ol>
	);
}

const WHO: { [role: string]: string } = { user: "You", assistant: "App" };

interface EditProps {
	words: string;
	onSave(words: string): void;
	onClose(): void;
}

function Edit({ words, onSave, onClose }: EditProps) {
	const [now, setNow] = useState(words);
	const box = useRef<HTMLTextAreaElement>(null);
	useEffect(() => box.current?.focus(), []);
	return (
		<div class="g-edit">
			<textarea
				ref={box}
				rows={3}
				aria-label="Say instead"
				value={now}
				onInput={({ currentTarget }) => setNow(currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === "Escape") {
						event.stopPropagation();
						onClose();
					} else onEnter(event, () => onSave(now));
				}}
			/>
			<div class="g-row">
				<button type="button" class="g-run" onClick={() => onSave(now)}>
					Say instead
				</button>
				<button type="button" onClick={onClose}>
					Keep it
				</button>
			</div>
		</div>
	);
}

/** How the answer comes along, or why there is none. */
function Told({ talk: { pending }, run, busy }: { talk: Talk; run: Run | undefined; busy: boolean }) {
	const seen = run && "at" in run ? (run as Parameters<typeof Detail>[0]["run"]) : undefined;
	const { title, tone, over, hint } = seen ? wordsFor(seen.state) : { title: "", tone: "soft", over: false, hint: "" };
	const isOpen = pending !== null && (busy || seen?.state !== "done");
	const wasOpen = useRef(false);
	const isAnswered = wasOpen.current && pending === null;
	useEffect(() => {
		wasOpen.current ||= isOpen;
	}, [isOpen]);
	return (
		<div class="g-told" role="status" aria-atomic="false">
			{isAnswered && <p class="g-unseen">Answered</p>}
			{isOpen && (
				<div class="g-status">
					{pending.recalled && busy && (
						<p>
							The app remembers the conversation by itself: it is told again what came before (
							{Math.min(pending.recalled[0] + 1, pending.recalled[1])} of {pending.recalled[1]}).
						</p>
					)}
					{seen ? (
						<>
							<div class="g-row">
								<b class={`g-${tone}-tone`}>{title}</b>
								<Detail run={seen} />
								{!over && seen.note && <span>{seen.note}</span>}
							</div>
							{!over && <Bars run={seen} />}
							<Ending run={seen} hint={hint} />
							<Logs run={seen} />
						</>
					) : (
						<p class="g-soft">Sending</p>
					)}
				</div>
			)}
		</div>
	);
}

function focusProblem(pane: HTMLElement | null): void {
	pane?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

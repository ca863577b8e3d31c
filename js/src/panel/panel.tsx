import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Endpoint } from "../messages";
import type { Store } from "../store";
import { lazy } from "../ui/lazy";
import { guard, isKept, isRun } from "../ui/shortcuts";
import { useHostTheme } from "../ui/theme";
import { ViewContext } from "../view";
import { FormPane } from "./form";
import { Header } from "./header";
import { Picker } from "./picker";
import { ResultPane } from "./result";
import { Runs } from "./runs";

export interface ChatProps {
	endpoint: Endpoint;
	/** Filled in with what Ctrl+Enter does. */
	submit: RefObject<() => void>;
}

const Chat = lazy<ChatProps>("panel/chat", () => <p class="g-soft g-pad">Loading…</p>);

interface Props {
	store: Store;
	prefix: string;
}

export function Panel({ store, prefix }: Props) {
	const view = useMemo(() => ({ store, prefix }), [store, prefix]);
	const submit = useRef<() => void>(() => {});
	const root = useRef<HTMLElement>(null);
	const theme = useHostTheme();
	const endpoint = store.current;
	const isChat = endpoint !== undefined && isTalk(store, endpoint);

	useEffect(() => (root.current ? guard(root.current) : undefined), []);

	function onKeyDown(event: KeyboardEvent): void {
		if (isRun(event)) {
			event.preventDefault();
			event.stopPropagation();
			submit.current();
		} else if (isKept(event)) event.stopPropagation();
	}

	return (
		<ViewContext.Provider value={view}>
			<section
				ref={root}
				class="gnb gnb-panel"
				data-theme={theme}
				aria-label={`Gradio app ${store.kernel.app.value.name}`}
				onKeyDown={onKeyDown}
			>
				<Header />
				{endpoint && (
					<>
						<Picker current={endpoint} />
						{endpoint.talk && <Switch endpoint={endpoint} isChat={isChat} store={store} />}
						<div
							class={isChat ? "g-body g-alone" : "g-body"}
							id={`${prefix}-body`}
							role="tabpanel"
							aria-label={endpoint.name}
						>
							{isChat ? (
								<Chat key={endpoint.name} endpoint={endpoint} submit={submit} />
							) : (
								<>
									<FormPane key={endpoint.name} endpoint={endpoint} submit={submit} />
									<ResultPane endpoint={endpoint} />
								</>
							)}
						</div>
						<Runs />
					</>
				)}
			</section>
		</ViewContext.Provider>
	);
}

/** A conversation is shown as one, unless somebody wants its form, or has picked a run to look at. */
const isTalk = ({ drafts }: Store, { name, talk }: Endpoint): boolean =>
	talk !== null && !drafts.form(name).plain.value && drafts.shown.value === null;

function Switch({ endpoint, isChat, store }: { endpoint: Endpoint; isChat: boolean; store: Store }) {
	const { plain } = store.drafts.form(endpoint.name);
	const pick = (form: boolean) => () => {
		plain.value = form;
		if (!form) store.drafts.shown.value = null;
	};
	return (
		<div class="g-switch" role="group" aria-label="View">
			<button type="button" aria-pressed={isChat} onClick={pick(false)}>
				Chat
			</button>
			<button type="button" aria-pressed={!isChat} onClick={pick(true)}>
				Form
			</button>
		</div>
	);
}

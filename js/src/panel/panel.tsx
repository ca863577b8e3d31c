import { useMemo, useRef } from "preact/hooks";
import type { Store } from "../store";
import { useHostTheme } from "../theme";
import { ViewContext } from "../view";
import { FormPane } from "./form";
import { Header } from "./header";
import { Picker } from "./picker";
import { ResultPane } from "./result";
import { Runs } from "./runs";

interface Props {
	store: Store;
	prefix: string;
}

export function Panel({ store, prefix }: Props) {
	const view = useMemo(() => ({ store, prefix }), [store, prefix]);
	const submit = useRef<() => void>(() => {});
	const theme = useHostTheme();
	const endpoint = store.current;

	// Without this, keys pressed in the panel are the notebook's shortcuts: "a" would insert a cell.
	// Those with a modifier, and Shift+Enter, are the notebook's all the same.
	function onKeyDown(event: KeyboardEvent): void {
		const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
		if (key === "Enter" && (ctrlKey || metaKey) && !altKey && !shiftKey) {
			event.preventDefault();
			event.stopPropagation();
			submit.current();
		} else if (!ctrlKey && !metaKey && !altKey && !(key === "Enter" && shiftKey)) {
			event.stopPropagation();
		}
	}

	return (
		<ViewContext.Provider value={view}>
			<section
				class="gnb gnb-panel"
				data-theme={theme}
				aria-label={`Gradio app ${store.kernel.app.value.name}`}
				onKeyDown={onKeyDown}
			>
				<Header />
				{endpoint && (
					<>
						<Picker current={endpoint} />
						<div class="g-body" id={`${prefix}-body`} role="tabpanel" aria-label={endpoint.name}>
							<FormPane key={endpoint.name} endpoint={endpoint} submit={submit} />
							<ResultPane endpoint={endpoint} />
						</div>
						<Runs />
					</>
				)}
			</section>
		</ViewContext.Provider>
	);
}

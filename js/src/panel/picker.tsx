import { useRef } from "preact/hooks";
import type { Endpoint } from "../messages";
import { useView } from "../view";

const PLUMBING = 2; // rank
const MOST_TABS = 5;
const MOST_LETTERS = 60; // of all tabs: they stay on one line at 560 px

interface Props {
	current: Endpoint;
}

export function Picker({ current }: Props) {
	const { endpoints } = useView().store.kernel;
	const shown = endpoints.value.filter(({ rank }) => rank < PLUMBING);
	const plumbing = endpoints.value.filter(({ rank }) => rank >= PLUMBING);
	const letters = shown.reduce((sum, { name }) => sum + name.length, 0);
	const asTabs = shown.length > 0 && shown.length <= MOST_TABS && letters <= MOST_LETTERS;
	return (
		<div class="g-picker">
			{asTabs ? <Tabs endpoints={shown} current={current} /> : <Menu {...{ shown, plumbing, current }} />}
			{asTabs && plumbing.length > 0 && <More endpoints={plumbing} current={current} />}
			<code class="g-sig" title={current.signature}>
				{current.signature}
			</code>
			{current.description && <p class="g-soft g-description">{current.description}</p>}
		</div>
	);
}

function Tabs({ endpoints, current }: { endpoints: Endpoint[]; current: Endpoint }) {
	const { store, prefix } = useView();
	const bar = useRef<HTMLDivElement>(null);
	const at = endpoints.findIndex(({ name }) => name === current.name);

	function onKeyDown({ key }: KeyboardEvent): void {
		const last = endpoints.length - 1;
		const to = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[key];
		const endpoint = to === undefined ? undefined : endpoints[to];
		if (to === undefined || !endpoint) return;
		void store.select(endpoint.name);
		bar.current?.querySelectorAll("button")[to]?.focus();
	}

	return (
		<div class="g-tabs" role="tablist" aria-label="Endpoints" ref={bar} onKeyDown={onKeyDown}>
			{endpoints.map(({ name }, i) => (
				<button
					key={name}
					type="button"
					role="tab"
					class="g-tab"
					aria-selected={i === at}
					aria-controls={`${prefix}-body`}
					tabIndex={i === Math.max(at, 0) ? 0 : -1}
					onClick={() => store.select(name)}
				>
					{name}
				</button>
			))}
		</div>
	);
}

function More({ endpoints, current }: { endpoints: Endpoint[]; current: Endpoint }) {
	const { store } = useView();
	const chosen = endpoints.some(({ name }) => name === current.name);
	return (
		<select
			class="g-more"
			aria-label="More endpoints"
			value={chosen ? current.name : ""}
			onChange={(event) => event.currentTarget.value && store.select(event.currentTarget.value)}
		>
			<option value="">More</option>
			<Options endpoints={endpoints} />
		</select>
	);
}

function Menu({ shown, plumbing, current }: { shown: Endpoint[]; plumbing: Endpoint[]; current: Endpoint }) {
	const { store, prefix } = useView();
	return (
		<>
			<label for={`${prefix}-endpoint`}>Endpoint</label>
			<select
				id={`${prefix}-endpoint`}
				value={current.name}
				onChange={(event) => store.select(event.currentTarget.value)}
			>
				<Options endpoints={shown} />
				{plumbing.length > 0 && (
					<optgroup label="More">
						<Options endpoints={plumbing} />
					</optgroup>
				)}
			</select>
		</>
	);
}

function Options({ endpoints }: { endpoints: Endpoint[] }) {
	return endpoints.map(({ name }) => (
		<option key={name} value={name}>
			{name}
		</option>
	));
}

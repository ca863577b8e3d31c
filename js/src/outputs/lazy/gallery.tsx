import { useEffect, useRef, useState } from "preact/hooks";
import {
	begun,
	Caption,
	type FileRef,
	FullScreenButton,
	failureOf,
	handOver,
	isFileRef,
	isObject,
	LINE,
	list,
	type OutputProps,
	Pending,
	Picture,
	roomEach,
	text,
	useMedium,
	useMore,
	usePull,
	VideoPlayer,
} from "../../core";
import { CopyPicture } from "../../image/copy";
import galleryCss from "../../image/gallery.css";
import pictureCss from "../../image/image.css";
import { Zoom } from "../../image/zoom";

export const css = pictureCss + galleryCss;

interface Item {
	file: FileRef;
	caption: string;
	video: boolean;
}

export default function Gallery({ output }: OutputProps) {
	const [large, setLarge] = useState<number | null>(null);
	const items = list(output.value)
		.filter(isObject)
		.flatMap(({ file, caption, video }) =>
			isFileRef(file) ? [{ file, caption: text(caption), video: video === true }] : [],
		);
	const { shown, more } = useMore(items, 100);
	const room = Math.min(LINE, roomEach(shown.map(({ caption }) => caption)));
	const item = large === null ? undefined : items[large];
	return (
		<>
			<ul class="g-gallery">
				{shown.map((item, i) => (
					<li key={`${i} ${item.file.__file__}`}>
						<button type="button" aria-label={`Enlarge ${nameOf(item)}`} onClick={() => setLarge(i)}>
							{item.video ? <Still file={item.file} /> : <Picture file={item.file} alt={nameOf(item)} />}
						</button>
						{item.caption && (
							<span class="g-name" title={begun(item.caption, LINE)}>
								{begun(item.caption, room)}
							</span>
						)}
					</li>
				))}
			</ul>
			{more}
			<div class="g-actions">
				{items.length > 1 && <SaveAll files={items.map(({ file }) => file)} />}
				<FullScreenButton />
			</div>
			{item && large !== null && (
				<Lightbox item={item} place={large} count={items.length} go={setLarge} close={() => setLarge(null)} />
			)}
		</>
	);
}

/** One after the other: a browser asks once whether a page may save several. */
function SaveAll({ files }: { files: readonly FileRef[] }) {
	const [told, setTold] = useState("");
	const fetchAll = usePull();
	const save = async () => {
		try {
			for (const [i, file] of files.entries()) {
				setTold(`${i + 1} of ${files.length}`);
				handOver(await fetchAll(file), file.name);
			}
			setTold("");
		} catch (error) {
			setTold(failureOf(error).message);
		}
	};
	return (
		<button type="button" class="g-quiet" onClick={save}>
			{told || "Save all"}
		</button>
	);
}

const nameOf = ({ caption, file }: Item): string => caption || file.name;

/** A film as a picture: its controls come with its large form. */
function Still({ file }: { file: FileRef }) {
	const medium = useMedium(file);
	if (medium.state !== "ready") return <Pending medium={medium} file={file} />;
	return <video muted playsInline preload="metadata" src={medium.url} />;
}

interface LightboxProps {
	item: Item;
	place: number;
	count: number;
	go: (place: number) => void;
	close: () => void;
}

/** One picture before all else; the arrow keys lead to its neighbours. */
function Lightbox({ item, place, count, go, close }: LightboxProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	const turn = (by: number) => go((place + by + count) % count);
	const onKey = ({ key }: KeyboardEvent) => {
		const steps: { [key: string]: number } = { ArrowLeft: -1, ArrowRight: 1, Home: -place, End: count - 1 - place };
		const by = steps[key];
		if (by !== undefined) turn(by);
	};
	return (
		<dialog
			ref={dialog}
			class="g-lightbox"
			aria-label={nameOf(item)}
			onClose={close}
			onKeyDown={(event) => !isInside(event.target, ".g-zoom, video") && onKey(event)}
		>
			<div class="g-row">
				<span class="g-name">{nameOf(item)}</span>
				<span class="g-soft" aria-live="polite">
					{place + 1} of {count}
				</span>
				<span class="g-grow" />
				<button type="button" class="g-icon" aria-label="Previous" onClick={() => turn(-1)}>
					‹
				</button>
				<button type="button" class="g-icon" aria-label="Next" onClick={() => turn(1)}>
					›
				</button>
				<button type="button" class="g-icon" aria-label="Close" onClick={() => dialog.current?.close()}>
					✕
				</button>
			</div>
			<figure>
				{item.video ? (
					<>
						<VideoPlayer file={item.file} />
						<Caption file={item.file} />
					</>
				) : (
					<Close key={item.file.__file__} item={item} onKey={onKey} />
				)}
			</figure>
		</dialog>
	);
}

const isInside = (target: EventTarget | null, selector: string): boolean =>
	target instanceof Element && target.closest(selector) !== null;

function Close({ item, onKey }: { item: Item; onKey: (event: KeyboardEvent) => void }) {
	const medium = useMedium(item.file);
	if (medium.state !== "ready") return <Pending medium={medium} file={item.file} />;
	return (
		<Zoom
			src={medium.url}
			alt={nameOf(item)}
			onKey={onKey}
			caption={(buttons) => (
				<Caption file={item.file}>
					{buttons}
					<CopyPicture src={medium.url} />
				</Caption>
			)}
		/>
	);
}

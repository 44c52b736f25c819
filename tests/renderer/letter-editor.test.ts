/** The letter under the pen, in Chromium: what the keyboard does to it, and what is left of what is pasted. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../contract/ipc/draft.contract.ts';
import { letterText } from '../support/letter-text.ts';
import { answering, servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const letter = (page: Page) => page.getByRole('textbox', { name: 'Texte de la lettre' });

/** What the editor shows, without what it adds so that empty lines can be written on. */
const drawn = (page: Page) =>
  letter(page).evaluate((field) => field.innerHTML.replace(/<br class="ProseMirror-trailingBreak">/g, ''));

/** Replaces the letter by what is pasted, as a program puts it on the clipboard. */
async function paste(page: Page, html: string, text = 'texte'): Promise<string> {
  await letter(page).press('Control+a');
  await page.keyboard.press('Delete');
  await letter(page).evaluate(
    (field, given) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', given.text);
      if (given.html !== '') clipboardData.setData('text/html', given.html);
      field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
    },
    { html, text },
  );
  return drawn(page);
}

/** The draft as it is kept, once it is. */
async function kept(page: Page): Promise<Draft['content']> {
  await page.getByText(/^brouillon enregistré à/).waitFor();
  return page.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: { invoke(channel: string, input: unknown): Promise<{ value: { content: Draft['content'] } }> };
    };
    const answer = await bridge.invoke('draft.get', { draftId: '019a0000-0000-7000-8000-0000000007d0' });
    return answer.value.content;
  });
}

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style>
<!-- p.MsoNormal {margin:0cm; font-family:"Calibri"} @import url(https://piege.example/a.css); --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]--></head><body lang=FR style='tab-interval:35.4pt'>
<!--StartFragment--><p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span style='font-size:14.0pt;color:red'>Bilan</span></b> du
<i>jour</i><o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>bisoprolol<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>apixaban</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1)<span>&nbsp;</span></span>revoir</p><!--EndFragment--></body></html>`;

const libreOffice = `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title>
<style type="text/css">p { margin-bottom: 0.25cm; color: #00f }</style></head><body lang="fr-FR" dir="ltr">
<p style="line-height: 100%; margin-bottom: 0cm"><font color="#c9211e"><font size="5" style="font-size: 20pt"><u><b>Titre</b></u></font></font></p>
<p style="margin-bottom: 0cm"><br/>

</p><ol><li><p style="margin-bottom: 0cm">un</p></li><li><p style="margin-bottom: 0cm">deux</p>
<ul><li><p>dedans</p></li></ul></li></ol></body></html>`;

const web = `<meta charset='utf-8'><h1 style="font-weight: bold; position: fixed">Recommandation</h1><p>Voir <a href="https://has.example/a?b=1&c=2" onclick="x()" target="_blank">la <em>fiche</em></a>.</p>
<p>Ou <a href="http://pas-sur.example/">ici</a>, <a href="javascript:alert(1)">là</a>, <a href="mailto:secretariat@chu.example">au secrétariat</a>.</p>
<img src="https://piege.example/pixel.png" onerror="alert(1)"><blockquote><p>cité</p></blockquote>
<table><tr><th>Test</th><td>24 / 30</td></tr><tr><td>Horloge</td><td>5 / 7</td></tr></table>
<pre>a  b
c</pre><div style="display:none">caché</div><span style="font-weight:700;font-style:italic;text-decoration:underline">fort</span>`;

const googleDocs = `<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"><span style="font-size:11pt;font-weight:400;">une</span></p><p dir="ltr" style="margin-top:0pt;margin-bottom:0pt;"><span style="font-weight:700;">deux</span></p></b>`;

const deep = `${'<blockquote>'.repeat(400)}fond${'</blockquote>'.repeat(400)}${'<ul><li>x'.repeat(40)}`;

const hostile = `<script>window.piege=1</script><style>*{display:none}</style><svg onload="window.piege=1"><text>svg</text></svg><iframe srcdoc="<script>parent.piege=1</script>">cadre</iframe><img src=x onerror="window.piege=1"><video src="https://piege.example/v"></video><form action="https://piege.example"><input value="saisie"><button>bouton</button></form><p style="background:url(https://piege.example/b.png)" onmouseover="window.piege=1">seul<!-- <p style="a:b">commentaire --></p><a href="data:text/html,x">donnée</a><math><mtext></mtext><script>window.piege=1</script></math><template><p>modèle</p></template><object data="https://piege.example">objet</object><x-piege style='color:red'>inconnu</x-piege>`;

describe('what is pasted', () => {
  it('keeps words and simple formatting, and loads, runs and styles nothing', async () => {
    await on(
      'composer-new',
      async (page) => {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        expect(await paste(page, word)).toBe(
          '<p><strong>Bilan</strong> du <em>jour</em></p><p></p><ul><li><p>bisoprolol</p></li><li><p>apixaban</p></li></ul><ol><li><p>revoir</p></li></ol>',
        );
        expect(await paste(page, libreOffice)).toBe(
          '<p><strong><u>Titre</u></strong></p><p></p><ol><li><p>un</p></li><li><p>deux</p><ul><li><p>dedans</p></li></ul></li></ol>',
        );
        expect(await paste(page, web)).toBe(
          '<h2>Recommandation</h2><p></p><p>Voir <a data-address="https://has.example/a?b=1&amp;c=2" title="https://has.example/a?b=1&amp;c=2">la <em>fiche</em></a>.</p><p></p><p>Ou ici, là, <a data-address="mailto:secretariat@chu.example" title="mailto:secretariat@chu.example">au secrétariat</a>.</p><p></p><blockquote><p>cité</p></blockquote><p><strong>Test</strong> · 24 / 30</p><p>Horloge · 5 / 7</p><p>a  b</p><p>c</p><p><strong><em><u>fort</u></em></strong></p>',
        );
        expect(await paste(page, googleDocs)).toBe('<p>une</p><p><strong>deux</strong></p>');
        expect(await paste(page, hostile)).toBe('<p>seul</p><p></p><p>donnéeinconnu</p>');
        expect(await page.evaluate('globalThis.piege')).toBeUndefined();
        expect(asked.filter((url) => url.includes('piege'))).toEqual([]);
        expect((await paste(page, deep)).match(/<blockquote>/g)).toHaveLength(6);
        expect(await paste(page, '', 'Bonjour,\n\n> cité\n> deux\nfin')).toBe(
          '<p>Bonjour,</p><p></p><blockquote><p>cité</p><p>deux</p></blockquote><p>fin</p>',
        );
        await paste(page, word);
        expect(await kept(page)).toMatchObject({
          text: 'Bilan du jour\n\n– bisoprolol\n– apixaban\n1. revoir',
          rich: { blocks: [{ kind: 'line' }, { kind: 'line' }, { kind: 'list' }, { kind: 'list', numbered: true }] },
        });
        // Newer versions of Chromium say of a handler that it is refused where it is read, in a document that is never shown.
      },
      /^Executing inline event handler violates/,
    );
  }, 180_000);

  it('comes back from its own copy as it was, and joins the line that it is put into', async () => {
    await on('composer-formatted', async (page) => {
      await letter(page).press('Control+a');
      const copied = await letter(page).evaluate((field) => {
        const clipboardData = new DataTransfer();
        field.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData }));
        return { html: clipboardData.getData('text/html'), text: clipboardData.getData('text/plain') };
      });
      const before = await drawn(page);
      expect(copied.html).toContain('<a href="https://has-sante.example/apixaban">');
      expect(copied.text).toContain('– apixaban 5 mg, deux fois par jour\n– bisoprolol 2,5 mg\n  1. le matin');
      expect(await paste(page, copied.html, copied.text)).toBe(before);
      await paste(page, '<p>milieu</p>', 'milieu');
      await page.keyboard.type(' et fin');
      expect(await drawn(page)).toBe('<p>milieu et fin</p>');
    });
  }, 180_000);
});

describe('the keyboard', () => {
  it('formats what is written, and takes it back', async () => {
    await on('composer-new', async (page) => {
      await letter(page).focus();
      await page.keyboard.type('Bonjour ');
      await page.keyboard.press('Control+b');
      await page.keyboard.type('gras');
      await page.keyboard.press('Control+b');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Shift+Digit8');
      await page.keyboard.type('un');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Alt+Shift+ArrowRight');
      await page.keyboard.type('dedans');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('suite');
      await page.keyboard.press('Alt+Shift+ArrowLeft');
      await page.keyboard.press('Control+Shift+Digit7');
      expect(await drawn(page)).toBe(
        '<p>Bonjour <strong>gras</strong></p><ol><li><p>un</p></li><li><p>dedans</p><p>suite</p></li></ol>',
      );
      // Twice Enter at the end of a list goes on below it.
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Shift+Digit6');
      await page.keyboard.type('Titre');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Shift+Digit9');
      await page.keyboard.type('cité');
      expect(await drawn(page)).toMatch(/<h2>Titre<\/h2><blockquote><p>cité<\/p><\/blockquote>$/);
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      expect(await drawn(page)).not.toContain('<blockquote>');
      await letter(page).press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.type('Sans rien');
      const { text, rich } = await kept(page);
      expect({ text, rich }).toEqual({ text: 'Sans rien', rich: undefined });
    });
  }, 180_000);

  it('links what is selected, refuses an address that is not safe, and takes the link away', async () => {
    await on('composer-new', async (page) => {
      await letter(page).focus();
      await page.keyboard.type('la fiche');
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+Shift+k');
      const dialog = page.getByRole('dialog', { name: 'Lien' });
      await dialog.waitFor();
      await page.keyboard.type('http://has.example');
      await page.keyboard.press('Enter');
      await dialog.getByRole('alert').waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('has.example/fiche');
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => drawn(page)).toContain('data-address="https://has.example/fiche"');
      await page.keyboard.press('Control+Shift+k');
      await dialog.getByRole('button', { name: 'Ôter le lien' }).press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => drawn(page)).toBe('<p>la fiche</p>');
    });
  }, 180_000);

  it('puts a model in that begins with what is quoted, and the quote stays one', async () => {
    await on('composer-new', async (page) => {
      await answering(page, 'draft.templates', {
        ok: true,
        value: {
          templates: [
            {
              id: '00000000-0000-4000-8000-000000000703',
              ...{ name: 'Cité', subject: '', text: '> Recommandation\n> de la HAS\n\nVoir {{motif}}.\n\n> fin citée' },
            },
          ],
        },
      });
      const inserted =
        '<blockquote><p>Recommandation</p><p>de la HAS</p></blockquote><p></p><p>Voir {{motif}}.</p><p></p><blockquote><p>fin citée</p></blockquote>';
      const insert = async (): Promise<void> => {
        await page.keyboard.press('Control+m');
        await page.getByRole('dialog').getByRole('button', { name: /Cité/ }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await expect.poll(() => drawn(page)).toContain('Recommandation');
      };
      await letter(page).focus();
      await insert();
      expect(await drawn(page)).toBe(inserted);
      await expect.poll(() => page.evaluate('String(getSelection())')).toBe('{{motif}}');
      // Into a line that holds words already, of which none is lost.
      await letter(page).press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.type('avantaprès');
      for (let times = 0; times < 5; times += 1) await page.keyboard.press('ArrowLeft');
      // The editor hears of the caret a moment after the browser has moved it; nobody's hand is faster.
      await page.waitForTimeout(100);
      await insert();
      const { text } = await kept(page);
      expect(text).toMatch(/^avant/);
      expect(text).toMatch(/après$/);
      expect(text).toContain('> Recommandation\n> de la HAS\n\nVoir {{motif}}.');
    });
  }, 180_000);

  it('walks the bar below the letter, which says what is on; Tab and Escape are the composer’s', async () => {
    await on('composer-formatted', async (page) => {
      const bar = page.getByRole('toolbar', { name: 'Mise en forme' });
      await letter(page).locator('strong').click();
      await expect.poll(() => bar.getByRole('button', { name: 'Gras' }).getAttribute('aria-pressed')).toBe('true');
      await letter(page).press('Tab');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(await focused()).toBe('Gras');
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe('Italique');
      await page.keyboard.press('Enter');
      await expect.poll(() => bar.getByRole('button', { name: 'Italique' }).getAttribute('aria-pressed')).toBe('true');
      expect(await focused()).toBe('Italique');
      await letter(page).press('Escape');
      await letter(page).waitFor({ state: 'detached' });
    });
  }, 180_000);

  it('answers each key at once in a letter of 200 KB that quotes as much', async () => {
    await on('composer-new', async (page) => {
      const line = 'Le patient a été revu ce jour en consultation de contrôle. ';
      await paste(page, '', `Bonjour,\n\n${`> ${line}\n`.repeat(3_500)}`);
      await letter(page).press('Control+Home');
      await page.keyboard.type('Cher confrère, '.repeat(3));
      expect(await letterText(letter(page))).toMatch(/^(Cher confrère, ){3}Bonjour,\n\n> Le patient/);
    });
  }, 180_000);
});

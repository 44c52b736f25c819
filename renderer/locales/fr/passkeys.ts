/** Passkeys, which answer in the browser. */
export const passkeys = {
  title: 'Clé d’accès',
  use: 'Utiliser une clé d’accès',
  waiting: 'Répondez dans votre navigateur',
  waitingText:
    'Medimail y a ouvert une page de l’opérateur. Votre clé y répond par empreinte, visage ou code, puis la page ramène ici. Encore {{delay}}.',
  notOpened:
    'Rien ne s’est ouvert ? Ouvrez la page de nouveau. Si elle ne ramène pas ici, utilisez un code : celui de votre application, ou un code de secours.',
  notOpenedAlone:
    'Rien ne s’est ouvert ? Ouvrez la page de nouveau. Si elle ne ramène pas ici, ce poste ne peut pas ajouter de clé.',
  showAgain: 'Ouvrir la page de nouveau',
  over: 'Le temps est écoulé',
  again: 'Recommencer',
  checking: 'Vérification…',
  codeInstead: 'Taper un code à la place',
  passwordFirst: 'Tapez d’abord le mot de passe.',
  text: 'Un téléphone, un ordinateur ou une clé de sécurité répond à la place du code envoyé par mail, et ne répond qu’à la page de votre opérateur : aucune imitation ne peut s’en servir.',
  none: 'Aucune clé d’accès.',
  add: 'Ajouter une clé',
  full_one: '{{count}} clé au plus.',
  full_other: '{{count}} clés au plus.',
  lost: 'Toutes vos clés sont perdues ? Un code de secours ouvre encore ; sans eux, adressez-vous à votre agence régionale.',
  addedAt: 'ajoutée {{time}}',
  usedAt: 'utilisée {{time}}',
  neverUsed: 'jamais utilisée',
  remove: 'Retirer la clé {{name}}',
  removeTitle: 'Retirer la clé « {{name}} » ?',
  removeText: 'Elle n’ouvrira plus ce compte. Les autres sessions seront fermées, et un mail vous le confirmera.',
  removeLast:
    'C’est la dernière : vos codes de connexion arriveront de nouveau par mail, et les codes de secours ne serviront plus. Les autres sessions seront fermées.',
  removed: 'Clé d’accès retirée',
  addTitle: 'Ajouter une clé d’accès',
  addText:
    'Elle se crée dans votre navigateur. Ensuite plus aucun code n’est envoyé par mail, les autres sessions sont fermées, et un mail vous le confirme.',
  addGo: 'Continuer dans le navigateur',
  name: 'Nom de la clé',
  nameHint: 'pour la reconnaître dans la liste',
  nameDefault: 'Clé d’accès {{number}}',
  makeTitle: 'Créez la clé dans votre navigateur',
  added: 'Clé d’accès ajoutée',
} as const;

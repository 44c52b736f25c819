/** The pages in French. */
import type { Words } from './words.ts';

const missing = 'Ce champ est obligatoire.';

export const french: Words = {
  page: {
    brand: 'Medimail',
    otherLanguage: 'English',
    footer: 'Medimail, messagerie sécurisée de santé',
  },
  compulsory: 'Les champs marqués d’une barre rouge sont obligatoires.',
  correct: 'Quelques champs sont à corriger',
  choose: 'Choisir…',
  yes: 'Oui',
  no: 'Non',
  send: 'Envoyer',
  stepOne: 'Étape 1 sur 2',
  stepTwo: 'Étape 2 sur 2',
  parts: { authentication: 'Authentification', identification: 'Identification et activité', location: 'Localisation' },
  kinds: { health: 'Santé', social: 'Social', administrative: 'Administratif' },
  fields: {
    address: { label: 'Adresse mail professionnelle', hint: 'Vos codes d’accès et notifications y arriveront.' },
    password: { label: 'Mot de passe' },
    confirmation: { label: 'Confirmation du mot de passe' },
    rpps: { label: 'RPPS', hint: 'Onze chiffres, sur votre carte. Obligatoire en santé, sauf ADELI.' },
    adeli: { label: 'ADELI', hint: 'Neuf caractères, si vous n’avez pas de RPPS.' },
    familyName: { label: 'Nom' },
    givenName: { label: 'Prénom' },
    organisation: { label: 'Raison sociale', hint: 'Cabinet ou structure. Obligatoire sans activité libérale.' },
    privatePractice: { label: 'Activité libérale' },
    profession: { label: 'Profession' },
    address1: { label: 'Adresse (1)', hint: 'Numéro et voie.' },
    address2: { label: 'Adresse (2)', hint: 'Bâtiment, étage, boîte postale.' },
    postcode: { label: 'Code postal' },
    town: { label: 'Ville' },
    region: { label: 'Région' },
    department: { label: 'Département' },
    phone1: { label: 'Téléphone (1)', hint: 'Dix chiffres, par exemple 04 94 00 00 00.' },
    phone2: { label: 'Téléphone (2)' },
  },
  passwordHint: (minLength) =>
    `Au minimum ${minLength} caractères, mélangeant lettres et chiffres, avec au moins une majuscule ou un caractère non alphanumérique.`,
  passwordRules: {
    'too-short': (minLength) => `Il lui faut au moins ${minLength} caractères.`,
    'too-long': () => 'Il a plus de 256 caractères.',
    'no-letter': () => 'Il lui faut au moins une lettre.',
    'no-digit': () => 'Il lui faut au moins un chiffre.',
    'no-capital-or-symbol': () => 'Il lui faut une majuscule ou un caractère qui n’est ni lettre ni chiffre.',
  },
  confirmationDiffers: 'Les deux mots de passe diffèrent.',
  missing,
  addressInvalid: 'Cette adresse n’est pas complète, par exemple prenom.nom@cabinet.fr.',
  nameInvalid: 'Ce nom ne peut pas contenir les signes < et >.',
  reasons: {
    missing,
    invalid: 'Ce champ n’a pas la forme attendue.',
    'check-digit': 'La clé de contrôle est fausse : un chiffre est sans doute mal recopié.',
    'rpps-or-adeli': 'Une profession de santé donne son numéro RPPS, ou à défaut ADELI.',
    'only-health': 'Seules les professions de santé ont ce numéro ; la profession choisie n’en est pas une.',
    'not-in-list': 'Choisissez une ligne de la liste.',
    'not-of-postcode': 'Ce département n’est pas celui du code postal.',
    'not-of-department': 'Cette région n’est pas celle du département.',
  },
  particular: {
    'rpps invalid': 'Un numéro RPPS a onze chiffres.',
    'adeli invalid': 'Un numéro ADELI a neuf caractères : le département, puis sept chiffres.',
    'postcode invalid': 'Un code postal français a cinq chiffres, et commence par ceux d’un département.',
    'phone1 invalid': 'Un numéro français a dix chiffres et commence par 0, ou par +33.',
    'phone2 invalid': 'Un numéro français a dix chiffres et commence par 0, ou par +33.',
    'organisation missing': 'Sans activité libérale, la raison sociale de la structure est obligatoire.',
  },
  identifierTaken: 'Ce numéro a déjà un compte. Adressez-vous au support de votre agence régionale.',
  start: {
    title: 'Créer un compte Medimail',
    lead: 'Gratuit, sans changer d’adresse. Un lien vous est envoyé pour vérifier que l’adresse est la vôtre.',
  },
  startNote: 'Vous recevrez un lien valable 24 heures.',
  sent: {
    title: 'Consultez votre messagerie',
    lead: 'Un message vient de partir vers l’adresse que vous avez donnée.',
    lines: [
      'Cliquez sur le lien qu’il contient pour terminer l’inscription. Il sert une seule fois, pendant 24 heures.',
      'Rien n’arrive ? Regardez dans les indésirables, puis recommencez.',
    ],
  },
  finish: {
    title: 'Terminer l’inscription',
    lead: 'Votre agence régionale vérifie ces renseignements ; ils figureront ensuite dans l’annuaire.',
  },
  finishNote: 'La validation prend 24 à 48 heures. D’ici là, vous pouvez ouvrir les enveloppes reçues et y répondre.',
  created: {
    title: 'Votre compte est créé',
    lead: 'Vous pouvez dès maintenant ouvrir les enveloppes reçues et répondre à leur expéditeur.',
    lines: [
      'Votre agence régionale valide le compte sous 24 à 48 heures ; un message vous le dira.',
      'Pour vous connecter, ouvrez Medimail sur votre poste : adresse, mot de passe, puis code reçu par mail.',
    ],
  },
  recovery: {
    title: 'Vous n’arrivez pas à accéder à votre compte ?',
    lead: 'Donnez l’adresse du compte : un lien y est envoyé pour choisir un nouveau mot de passe.',
  },
  recoveryNote: 'Le lien vaut une heure. Votre mot de passe ne change qu’une fois le nouveau choisi.',
  recoverySent: {
    title: 'Consultez votre messagerie',
    lead: 'Si un compte existe à cette adresse, un message vient de partir.',
    lines: ['Le lien qu’il contient sert une seule fois, pendant une heure.'],
  },
  newPassword: {
    title: 'Choisir un nouveau mot de passe',
    lead: 'Toutes les sessions ouvertes s’arrêteront, sur tous les postes.',
  },
  newPasswordSend: 'Changer le mot de passe',
  passwordChanged: {
    title: 'Votre mot de passe est changé',
    lead: 'Toutes les sessions ouvertes ont été arrêtées.',
    lines: ['Ouvrez Medimail sur votre poste et connectez-vous avec le nouveau mot de passe.'],
  },
  addressProof: {
    title: 'Confirmer votre nouvelle adresse',
    lead: 'Un compte Medimail doit utiliser cette adresse. Confirmez-la si elle est la vôtre et si vous l’avez demandé.',
  },
  addressProofSend: 'C’est mon adresse',
  addressProven: {
    title: 'Adresse confirmée',
    lead: 'Votre agence régionale décide maintenant ; un mail vous dira quoi.',
    lines: ['Jusque-là, connectez-vous avec votre adresse habituelle.'],
  },
  passkey: {
    ask: {
      'sign-in': {
        title: 'Ouvrir Medimail avec votre clé d’accès',
        lead: 'Votre appareil vous demandera votre empreinte, votre visage ou son code.',
        send: 'Utiliser ma clé d’accès',
      },
      enrolment: {
        title: 'Ajouter une clé d’accès',
        lead: 'Elle est créée sur votre téléphone, cet ordinateur ou une clé de sécurité, et ne répond qu’à votre opérateur.',
        send: 'Créer la clé d’accès',
      },
      proof: {
        title: 'Confirmer avec votre clé d’accès',
        lead: 'Un changement de la sécurité de votre compte vient d’être demandé dans Medimail.',
        send: 'Utiliser ma clé d’accès',
      },
    },
    cautionTitle: 'Vous arrivez ici par un message ?',
    caution:
      'Ne continuez que si vous venez de le demander dans Medimail, sur cet ordinateur. Si quelqu’un vous a envoyé ce lien, fermez cette page.',
    forAccount: 'Pour le compte',
    waiting: 'Répondez à la demande de votre navigateur.',
    needsScripts: 'Cette page a besoin de JavaScript pour s’adresser à votre clé d’accès.',
    failures: {
      cancelled: 'La demande a été annulée, ou rien n’a répondu à temps. Vous pouvez recommencer.',
      existing: 'Cet appareil a déjà une clé d’accès de ce compte. Choisissez-en un autre.',
      unsupported:
        'Ce navigateur ne connaît pas les clés d’accès. Mettez-le à jour, ou choisissez un autre moyen dans Medimail.',
      unable:
        'Cet appareil ne peut pas servir de clé d’accès : il doit vous reconnaître par empreinte, visage ou code.',
      expired: 'Le temps est écoulé. Recommencez depuis Medimail.',
    },
    done: {
      'sign-in': { title: 'Votre clé a répondu', lead: 'Retournez à Medimail : votre boîte s’y ouvre.' },
      enrolment: { title: 'Votre clé est créée', lead: 'Retournez à Medimail : elle y prend effet.' },
      proof: { title: 'Votre clé a répondu', lead: 'Retournez à Medimail pour terminer.' },
    },
    back: 'Revenir à Medimail',
    backNote:
      'Votre navigateur demande s’il peut ouvrir Medimail : acceptez. Vous avez deux minutes. Cette page peut ensuite être fermée.',
    refused: {
      title: 'Cette clé n’ouvre rien ici',
      lead: 'Elle n’est pas une clé de ce compte, ou elle n’a pas été reconnue.',
      lines: [
        'Retournez à Medimail et recommencez, avec une autre clé ou un autre moyen.',
        'Vérifiez aussi l’adresse et le mot de passe : avec un mot de passe faux, aucune clé ne répond.',
      ],
    },
    gone: {
      title: 'Cette demande ne sert plus',
      lead: 'Elle vaut cinq minutes et sert une seule fois.',
      lines: ['Retournez à Medimail et recommencez.'],
    },
  },
  mailbox: {
    title: 'Ouvrir une boîte aux lettres de structure',
    lead: (structure) =>
      `${structure} demande que cette adresse devienne l’une de ses boîtes aux lettres dans Medimail.`,
  },
  mailboxNote: (name, structure) =>
    `Sous le nom « ${name} », elle sera dans l’annuaire. Ce qui y arrive, et ce que cette adresse a déjà reçu par invitation, sera lu par les personnes que ${structure} nomme. N’acceptez que si cette adresse est celle d’un de ses services.`,
  mailboxSend: 'Accepter et ouvrir la boîte',
  mailboxAgreed: {
    title: 'La boîte est ouverte',
    lead: 'Elle est dans l’annuaire, et reçoit dès maintenant.',
    lines: ['L’administrateur de la structure nomme qui la lit. Vous pouvez fermer cette page.'],
  },
  linkGone: {
    title: 'Ce lien ne sert plus',
    lead: 'Un lien sert une seule fois, pendant un temps limité.',
    lines: ['S’il a déjà servi, il n’y a rien à refaire.'],
  },
  startAgain: 'Recommencer l’inscription',
  recoverAgain: 'Demander un nouveau lien',
  busy: {
    title: 'Un instant',
    lead: 'Trop de demandes arrivent de votre réseau.',
    lines: ['Rien n’a été enregistré. Revenez en arrière et recommencez dans quelques minutes.'],
  },
};

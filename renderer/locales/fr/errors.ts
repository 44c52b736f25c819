/** What is said of each failure. Facts first, then what was kept, then the one button. */
import type { ErrorTexts } from '../translation.ts';

export const errors: ErrorTexts = {
  'card.service-unavailable': {
    title: 'Le service des cartes de ce poste ne répond pas',
    kept: "Medimail s'y reconnecte seul dès qu'il redémarre.",
    action: 'Réessayer',
  },
  'card.no-reader': { title: 'Aucun lecteur de carte', kept: 'Branchez-le : il sera reconnu seul.' },
  'card.no-card': { title: 'Aucune carte dans le lecteur', kept: 'Insérez votre carte pour continuer.' },
  'card.several-cards': { title: 'Deux cartes sont présentes', kept: 'Choisissez la vôtre, ou retirez l’autre.' },
  'card.unknown-family': {
    title: 'Cette carte n’est pas une carte de professionnel de santé',
    kept: 'Insérez une carte CPS, CPF, CPE, CDE ou CPA.',
  },
  'card.unreadable': {
    title: 'La carte ne peut pas être lue',
    kept: 'Retirez-la, essuyez la puce et insérez-la à nouveau.',
    action: 'Relire la carte',
  },
  'card.no-module': {
    title: 'Le module de la carte n’est pas installé sur ce poste',
    kept: 'Votre service informatique l’installe avec la Cryptolib CPS.',
  },
  'card.module-crashed': {
    title: 'Le module de la carte s’est arrêté',
    kept: 'Medimail l’a redémarré. Aucun essai de code porteur n’a été consommé par Medimail.',
    action: 'Réessayer',
  },
  'card.timeout': {
    title: 'La carte n’a pas répondu à temps',
    kept: 'Vérifiez les essais restants avant de recommencer.',
    action: 'Réessayer',
  },
  'card.removed': {
    title: 'La carte est sortie du lecteur',
    kept: 'Gardé : le texte et les pièces. Rien n’est ni signé ni parti.',
    action: 'Recommencer',
  },
  'card.pin-incorrect': {
    title: 'Code porteur faux',
    kept: 'La carte l’a refusé. Medimail ne le réessaie jamais seul.',
  },
  'card.pin-blocked': {
    title: 'La carte est bloquée',
    kept: 'Le code de déblocage reçu avec la carte la rouvre.',
  },
  'card.pin-format': { title: 'Le code porteur a de {{minLength}} à {{maxLength}} chiffres' },
  'card.pin-required': { title: 'Votre carte demande le code porteur pour signer', action: 'Saisir le code' },
  'card.pin-cancelled': {
    title: 'Saisie du code abandonnée',
    kept: 'Aucun essai n’a été consommé.',
    action: 'Recommencer',
  },
  'card.final-try': { title: 'Il ne reste qu’un essai', kept: 'Un code faux bloquera la carte.' },
  'card.no-signing-certificate': {
    title: 'Cette carte ne peut pas signer',
    kept: 'Elle ne porte pas de certificat de signature en cours de validité.',
  },
  'card.not-same-person': {
    title: 'Cette carte est celle de quelqu’un d’autre',
    kept: 'Remettez la vôtre, ou changez d’utilisateur.',
  },
  'card.certificate-expired': {
    title: 'Le certificat de cette carte est périmé',
    kept: 'Votre nouvelle carte vous est envoyée par l’Agence du numérique en santé.',
  },
  'card.certificate-not-yet-valid': {
    title: 'Le certificat de cette carte n’est pas encore valable',
    kept: 'Vérifiez la date et l’heure de ce poste.',
  },
  'card.certificate-revoked': {
    title: 'Cette carte a été révoquée',
    kept: 'Elle ne peut plus ni ouvrir ni signer.',
  },
  'card.certificate-untrusted': {
    title: 'Cette carte vient d’une autorité inconnue',
    kept: 'Seules les cartes de l’IGC-Santé ouvrent Medimail.',
  },
  'card.revocation-unknown': {
    title: 'La validité de la carte n’a pas pu être vérifiée',
    kept: 'La liste de révocation est périmée ; elle est redemandée seule.',
    action: 'Réessayer',
  },

  'auth.required': { title: 'Il faut se connecter à nouveau', action: 'Se connecter' },
  'auth.challenge-expired': { title: 'La connexion a pris trop de temps', action: 'Recommencer' },
  'auth.assertion-invalid': { title: 'L’opérateur n’a pas reconnu la carte' },
  'auth.proof-invalid': { title: 'La session n’a pas pu être prouvée à l’opérateur', action: 'Recommencer' },
  'auth.session-ended': {
    title: 'La session est terminée',
    kept: 'Gardé : vos brouillons et vos envois.',
    action: 'Se reconnecter',
  },
  'auth.account-unknown': {
    title: 'Aucun compte Medimail n’est lié à cette carte',
    kept: 'La création de compte se fait auprès de votre agence régionale.',
  },
  'auth.account-suspended': {
    title: 'Ce compte est suspendu',
    kept: 'Gardé : ce qui vous est envoyé. Adressez-vous à votre agence régionale.',
  },
  'auth.account-closed': { title: 'Ce compte est fermé', kept: 'Adressez-vous à votre agence régionale.' },
  'auth.forbidden': { title: 'Votre compte ne permet pas cette action' },
  'auth.clock-skew': {
    title: 'L’horloge de ce poste est fausse de {{skewSeconds}}',
    kept: 'Mettez ce poste à l’heure : sans cela, ni connexion ni preuve ne tiennent.',
    action: 'Réessayer',
  },
  'auth.code-invalid': { title: 'Code faux', kept: 'Essais restants : {{triesLeft}}.' },
  'auth.code-expired': {
    title: 'Ce code ne sert plus',
    kept: 'Un code vaut dix minutes, une seule fois.',
    action: 'Demander un nouveau code',
  },
  'auth.too-many-codes': {
    title: 'Trois codes ont déjà été demandés',
    kept: 'Un nouveau code sera possible dans {{retryAfterSeconds}}.',
  },
  'account.link-invalid': {
    title: 'Ce lien ne sert plus',
    kept: 'Un lien sert une seule fois, pendant un temps limité.',
  },
  'account.password-refused': {
    title: 'Ce mot de passe est trop faible',
    kept: 'Au moins {{minLength}} caractères, des lettres et des chiffres, avec une majuscule ou un caractère non alphanumérique.',
  },
  'account.password-wrong': { title: 'Le mot de passe actuel est faux' },
  'account.code-wrong': {
    title: 'Ce code n’est pas le bon',
    kept: 'Un code change toutes les trente secondes et sert une seule fois : attendez le suivant.',
  },
  'account.card-needed': {
    title: 'Connectez-vous d’abord avec votre carte',
    kept: 'Ce changement se fait dans les dix minutes qui suivent. Rien n’a été changé.',
  },
  'account.card-taken': {
    title: 'Cette carte ouvre déjà un autre compte',
    kept: 'Rien n’a été changé. Votre agence régionale réunit deux comptes d’une même personne.',
  },
  'account.time-codes-changed': {
    title: 'L’application de codes a changé entre-temps',
    kept: 'Rien n’a été fait. Fermez, puis recommencez avec ce qui est affiché.',
  },
  'account.passkey-gone': {
    title: 'Cette clé d’accès n’est plus là',
    kept: 'Elle a été retirée entre-temps, ou le retour du navigateur est arrivé trop tard. Recommencez avec ce qui est affiché.',
  },
  'account.passkeys-not-offered': { title: 'Votre opérateur n’accepte pas de clés d’accès' },
  'account.too-many-passkeys': {
    title: 'Ce compte a déjà dix clés d’accès',
    kept: 'Retirez-en une qui ne sert plus.',
  },
  'account.profile-refused': { title: 'Des champs sont à corriger' },
  'account.identifier-taken': {
    title: 'Ce numéro professionnel a déjà un compte',
    kept: 'Adressez-vous au support de votre agence régionale.',
  },
  'account.too-many-items': {
    title: 'Ce compte garde déjà tout ce qu’il peut',
    kept: 'Rien n’a été changé : supprimez des dossiers, des repères ou des favoris qui ne servent plus.',
  },
  'account.too-many-drafts': {
    title: 'Ce compte partage déjà tous les brouillons qu’il peut',
    kept: 'Gardé : ce brouillon, sur ce poste. Supprimez des brouillons qui ne servent plus.',
  },
  'group.name-taken': {
    title: 'Un groupe porte déjà ce nom',
    kept: 'Choisissez-en un autre.',
  },
  'mssante.not-offered': {
    title: 'Cet opérateur n’est pas dans l’espace MSSanté',
    kept: 'Vous écrivez dans Medimail.',
  },
  'mssante.conditions-unmet': {
    title: 'Une condition n’est pas remplie',
    kept: 'Les trois conditions disent laquelle, et ce qu’il reste à faire.',
  },
  'mssante.address-changed': {
    title: 'Cette adresse vient d’être donnée à quelqu’un d’autre',
    kept: 'Une autre vous est proposée : relisez-la avant d’activer.',
  },
  'auth.password-incorrect': {
    title: 'Ce mot de passe n’ouvre pas la boîte gardée sur ce poste',
    kept: 'Sans réseau, seul le dernier mot de passe utilisé ici l’ouvre.',
    action: 'Recommencer',
  },
  'auth.password-short': {
    title: 'L’opérateur ne répond pas, et votre mot de passe est trop court pour s’en passer',
    kept: 'Sans réseau, une boîte ne s’ouvre qu’avec un mot de passe d’au moins douze caractères. Rien n’est perdu : réessayez quand le réseau revient.',
  },
  'session.locked': { title: 'La session est verrouillée' },
  'session.ended': {
    title: 'La session s’est arrêtée',
    kept: 'Gardé : vos brouillons et vos envois, chiffrés sur ce poste.',
    action: 'Se reconnecter',
  },

  'envelope.not-found': { title: 'Cette enveloppe n’existe pas ou ne vous est pas ouverte' },
  'envelope.expired': {
    title: 'Le contenu de cette enveloppe a été effacé',
    kept: 'Son historique et sa preuve restent.',
  },
  'envelope.conflict': {
    title: 'Une autre lettre est déjà partie sous ce numéro',
    kept: 'Sans doute celle-ci, d’un autre de vos postes : regardez parmi les envoyées avant de la renvoyer. Gardé : tout.',
    action: 'Reprendre le brouillon',
  },
  'envelope.too-large': {
    title: 'Les pièces font {{sizeBytes}} ; une enveloppe en porte {{limitBytes}} au plus',
    kept: 'Gardé : tout. Retirez une pièce ou faites deux enveloppes.',
    action: 'Reprendre le brouillon',
  },
  'envelope.malformed': {
    title: 'Cette enveloppe est mal formée',
    kept: 'Gardé : tout. Signalez ce code au support.',
    action: 'Reprendre le brouillon',
  },
  'envelope.infected': {
    title: 'L’antivirus de l’opérateur a refusé cette enveloppe : {{signature}}',
    kept: 'Gardé : tout. Rien n’a été remis. Retirez le contenu en cause et faites examiner ce poste.',
    action: 'Reprendre le brouillon',
  },
  'envelope.differs-from-manifest': {
    title: 'L’enveloppe reçue par l’opérateur diffère de celle qui était annoncée',
    kept: 'Gardé : tout. Rien n’a été remis.',
    action: 'Reprendre le brouillon',
  },
  'envelope.signature-invalid': {
    title: 'L’opérateur a refusé la signature',
    kept: 'Gardé : le texte et les pièces. La signature est à refaire.',
    action: 'Reprendre le brouillon',
  },
  'envelope.signer-not-sender': {
    title: 'La carte qui a signé n’est pas celle du compte',
    kept: 'Gardé : le texte et les pièces. La signature est à refaire.',
    action: 'Reprendre le brouillon',
  },
  'envelope.altered': {
    title: 'Le contenu diffère de ce qui a été scellé',
    kept: 'Medimail le masque.',
    action: 'Récupérer à nouveau',
  },
  'envelope.all-opened': {
    title: 'Tous les destinataires ont ouvert cette enveloppe',
    kept: 'Il n’y a personne à relancer.',
  },
  'envelope.no-recipient': { title: 'Cette enveloppe n’a pas de destinataire', action: 'Reprendre le brouillon' },
  'envelope.not-available-offline': {
    title: 'Contenu pas encore sur ce poste',
    kept: 'Il sera reçu dès le retour du réseau.',
    action: 'Réessayer',
  },
  'recipient.unknown': {
    title: 'Destinataire inconnu : {{address}}',
    kept: 'Gardé : tout. Corrigez ou retirez cette adresse.',
    action: 'Reprendre le brouillon',
  },
  'recipient.not-allowed': {
    title: 'Vous ne pouvez pas écrire à {{address}}',
    kept: 'Gardé : tout. Retirez ce destinataire pour envoyer aux autres.',
    action: 'Reprendre le brouillon',
  },
  'recipient.phone-code-refused': {
    title: 'Aucun code par téléphone ne peut être demandé à {{address}}',
    kept: 'Gardé : tout. Cette personne a maintenant un compte, votre opérateur n’envoie pas de code, ou le numéro n’est pas entier. Corrigez ou retirez la demande dans le brouillon.',
    action: 'Reprendre le brouillon',
  },
  'upload.offset-mismatch': {
    title: 'L’envoi a été interrompu',
    kept: 'Il reprend où il en était.',
    action: 'Reprendre',
  },
  'upload.incomplete': { title: 'L’envoi est incomplet', kept: 'Il reprend où il en était.', action: 'Reprendre' },
  'upload.digest-mismatch': {
    title: 'Les octets reçus diffèrent de ceux envoyés',
    kept: 'Rien n’a été remis. L’envoi recommence.',
    action: 'Renvoyer',
  },
  'upload.not-found': { title: 'L’opérateur a oublié cet envoi', kept: 'Il recommence du début.', action: 'Renvoyer' },

  'delegation.not-found': {
    title: 'Cette délégation n’existe pas ou ne vous concerne pas',
    kept: 'Rien n’a changé.',
    action: 'Actualiser',
  },
  'delegation.not-in-force': {
    title: 'Vous n’avez plus accès à cette boîte',
    kept: 'La délégation est terminée ou suspendue. Ce qui a été fait reste dans l’historique.',
    action: 'Revenir à ma boîte',
  },
  'delegation.scope-missing': {
    title: 'Cette délégation ne permet pas cela',
    kept: 'Rien n’a changé. Demandez au titulaire d’étendre la délégation.',
  },
  'handling.not-a-holder': {
    title: 'Cette personne ne peut pas s’en occuper',
    kept: 'Rien n’a changé : elle n’agit pas, ou plus, sur cette boîte.',
  },
  'handling.too-many': {
    title: 'Le suivi de cette enveloppe est complet',
    kept: 'Gardé : tout ce qui y est déjà.',
  },
  'handling.changed-since': {
    title: 'Quelqu’un s’en est occupé depuis : le suivi reste comme il est',
    kept: 'Rien n’a changé.',
  },
  'handling.note-not-found': { title: 'Cette note n’est pas de vous, ou n’est plus là', kept: 'Rien n’a changé.' },
  'absence.refused': { title: 'Cette absence n’est pas possible', kept: 'Rien n’a changé.' },
  'delegation.refused': { title: 'Cette délégation n’est pas possible', kept: 'Rien n’a changé.' },
  'delegation.settled': {
    title: 'Cette délégation a déjà reçu une réponse ou est terminée',
    kept: 'Rien n’a changé.',
    action: 'Actualiser',
  },

  'attachment.vanished': {
    title: 'Ce fichier n’est plus à sa place',
    kept: 'Gardé : le texte et les autres pièces.',
    action: 'Choisir un fichier',
  },
  'attachment.changed': {
    title: 'Ce fichier a changé pendant sa copie',
    kept: 'Gardé : le texte et les autres pièces.',
    action: 'Choisir un fichier',
  },
  'attachment.unreadable': {
    title: 'Ce fichier ne peut pas être lu',
    kept: 'Gardé : le texte et les autres pièces.',
    action: 'Choisir un fichier',
  },
  'attachment.empty': {
    title: 'Ce fichier est vide',
    kept: 'Gardé : le texte et les autres pièces.',
    action: 'Choisir un fichier',
  },
  'attachment.folder': {
    title: 'Un dossier ne se joint pas : joignez les fichiers qu’il contient',
    kept: 'Gardé : le texte et les autres pièces.',
    action: 'Choisir un fichier',
  },
  'attachment.too-large': {
    title: 'Ce fichier fait {{sizeBytes}} : à lui seul il dépasse ce que porte une enveloppe, {{limitBytes}}',
    kept: 'Gardé : le texte et les autres pièces. Compressez-le, ou partagez-le en plusieurs fichiers.',
    action: 'Choisir un fichier',
  },
  'attachment.too-large-zipped': {
    title: 'Ce fichier de {{sizeBytes}} dépasse encore {{limitBytes}} une fois compressé',
    kept: 'Gardé : le texte et les autres pièces. Partagez-le en plusieurs fichiers.',
    action: 'Choisir un fichier',
  },
  'attachment.not-found': { title: 'Cette pièce n’est plus dans l’enveloppe' },
  'attachment.executable': { title: 'Les programmes ne s’ouvrent pas depuis Medimail' },
  'file.grant-unknown': { title: 'Ce choix de fichier n’est plus valable', action: 'Choisir à nouveau' },
  'file.write-failed': {
    title: 'Le fichier n’a pas pu être écrit',
    kept: 'Gardé : la pièce dans l’enveloppe. Choisissez un autre emplacement.',
    action: 'Choisir à nouveau',
  },

  'policy.printing-forbidden': {
    title: 'L’impression n’est pas permise sur ce poste',
    kept: 'Votre service informatique l’a décidé pour ce poste.',
  },
  'policy.folder-not-allowed': {
    title: 'Ce dossier n’est pas permis sur ce poste',
    kept: 'Rien n’a été écrit. Votre service informatique a désigné les dossiers où enregistrer : la fenêtre s’ouvre sur le premier.',
    action: 'Choisir à nouveau',
  },
  'print.failed': {
    title: 'La page n’a pas pu être imprimée',
    kept: 'Rien n’est perdu. Vérifiez l’imprimante, puis recommencez.',
    action: 'Recommencer',
  },
  'archive.not-allowed': {
    title: 'Rien n’est conservé ici au-delà de la durée de rétention',
    kept: 'Ce poste est partagé, ou cette boîte n’est pas la vôtre.',
  },
  'archive.copy-unreadable': {
    title: 'Cette copie est abîmée, ou n’en est pas une',
    kept: 'Gardé : les enveloppes lues avant l’endroit abîmé, et tout ce qui était déjà sur ce poste.',
  },
  'archive.copy-of-another': {
    title: 'Cette copie vient d’une autre boîte aux lettres',
    kept: 'Rien n’a été repris. Ouvrez la boîte qui l’a faite.',
  },
  'archive.code-needed': {
    title: 'Cette copie demande le code de secours du poste qui l’a faite',
    kept: 'Rien n’a été repris pour l’instant.',
    action: 'Saisir le code',
  },

  'folder.not-found': {
    title: 'Ce dossier n’existe plus',
    kept: 'Il a pu être supprimé sur un autre poste. Rien n’a été déplacé.',
  },
  'folder.name-taken': { title: 'Un dossier porte déjà ce nom à cet endroit' },
  'folder.too-deep': { title: 'Un dossier ne peut pas être rangé aussi profondément', kept: 'Rien n’a été déplacé.' },
  'folder.inside-itself': { title: 'Un dossier ne peut pas être rangé dans lui-même', kept: 'Rien n’a été déplacé.' },
  'folder.too-many': { title: 'Le nombre de dossiers est atteint', kept: 'Supprimez un dossier qui ne sert plus.' },
  'draft.text-too-long': {
    title: 'Le texte de la lettre fait {{sizeBytes}} ; une enveloppe en porte {{limitBytes}} au plus',
    kept: 'Gardé : tout. Raccourcissez le texte, ou joignez-le comme document.',
    action: 'Reprendre la lettre',
  },
  'draft.not-found': {
    title: 'Ce brouillon n’existe plus',
    kept: 'Il est parti ou a été supprimé, peut-être sur un autre de vos postes.',
  },
  'draft.changed-elsewhere': {
    title: 'Ce brouillon vient de changer sur un autre de vos postes',
    kept: 'Rien n’est parti, ni jeté. Relisez-le d’abord.',
    action: 'Relire',
  },
  'draft.left-elsewhere': {
    title: 'Cette lettre part déjà d’un autre de vos postes',
    kept: 'Elle ne partira pas deux fois. Gardé : tout. Ne la reprenez que si elle a été annulée là-bas.',
    action: 'Reprendre le brouillon',
  },
  'draft.attachments-elsewhere': {
    title: 'Des pièces de cette lettre sont sur un autre de vos postes',
    kept: 'Rien n’est parti. Envoyez-la de ce poste-là, ou retirez ces pièces.',
  },
  'draft.attachment-pending': {
    title: 'Une pièce est encore en cours de copie',
    kept: 'L’envoi sera possible dès qu’elle est chiffrée ici.',
    action: 'Réessayer',
  },
  'outbox.not-found': { title: 'Cet envoi n’est plus dans la boîte d’envoi' },
  'outbox.departure-refused': {
    title: 'Ce moment d’envoi n’est pas possible',
    kept: 'Gardé : tout. Choisissez un moment à venir, dans les 31 jours.',
  },
  'outbox.already-leaving': {
    title: 'Trop tard pour annuler',
    kept: 'L’enveloppe est déjà scellée ou le sera dans un instant.',
  },
  'store.disk-full': {
    title: 'Le disque est plein',
    kept: 'Gardé : tout ce qui était enregistré. Libérez de la place pour continuer.',
    action: 'Réessayer',
  },
  'store.corrupt': {
    title: 'La copie locale est abîmée',
    kept: 'Vos enveloppes sont chez l’opérateur ; la copie se refait seule. Brouillons et archives ne sont jamais effacés.',
  },
  'store.from-the-future': {
    title: 'Les données de ce poste viennent d’une version plus récente',
    kept: 'Gardé : tout. Installez la dernière version de Medimail.',
  },
  'store.wrong-key': {
    title: 'Cette clé n’ouvre pas les données de ce poste',
    kept: 'Gardé : tout, chiffré.',
  },
  'store.key-changed': {
    title: 'Votre carte a changé',
    kept: 'Gardé : brouillons et archives. Le code de secours les rouvre.',
    action: 'Saisir le code de secours',
  },
  'store.recovery-code-invalid': {
    title: 'Code de secours faux',
    kept: 'Vérifiez chaque groupe ; les tirets ne comptent pas.',
  },

  'operator.offline': {
    title: 'Pas de connexion à l’opérateur',
    kept: 'Vous pouvez lire et écrire ; tout repart seul au retour du réseau.',
    action: 'Réessayer',
  },
  'operator.timeout': {
    title: 'L’opérateur met trop de temps à répondre',
    kept: 'Rien n’est perdu ; un nouvel essai suit.',
    action: 'Réessayer',
  },
  'operator.untrusted': {
    title: 'Ce serveur n’est pas l’opérateur attendu',
    kept: 'Son certificat n’est pas reconnu : rien ne lui a été envoyé.',
  },
  'operator.protocol': {
    title: 'L’opérateur a donné une réponse incompréhensible',
    kept: 'Rien n’est perdu ; un nouvel essai suit.',
    action: 'Réessayer',
  },
  'operator.unavailable': {
    title: 'L’opérateur est momentanément indisponible',
    kept: 'Rien n’est perdu ; un nouvel essai suit.',
    action: 'Réessayer',
  },
  'operator.too-many-requests': {
    title: 'L’opérateur demande de patienter {{retryAfterSeconds}}',
    action: 'Réessayer',
  },
  'operator.scan-pending': {
    title: 'En attente de l’antivirus de l’opérateur',
    kept: 'L’enveloppe est transmise et part seule dès qu’elle est examinée.',
  },
  'operator.not-configured': {
    title: 'Aucun opérateur n’est configuré sur ce poste',
    kept: 'Votre service informatique indique l’adresse de l’opérateur.',
  },
  'sync.reset': { title: 'La copie de ce poste est à refaire', kept: 'Elle se refait seule, sans rien perdre.' },
  'request.invalid': { title: 'La demande est incomplète : {{field}}' },
  'request.not-found': { title: 'L’opérateur ne connaît pas cette demande' },

  'app.cancelled': { title: 'Abandonné', action: 'Recommencer' },
  'app.bug': {
    title: 'Medimail a rencontré une erreur',
    kept: 'Vos données sont gardées. Donnez ce code au support.',
    action: 'Réessayer',
  },
};

/** Specialties by profession: a short label, and the codes of TRE_R38 that it stands for. */

export interface Specialty {
  /** Empty for those that TRE_R38 has not. */
  readonly codes: readonly string[];
  readonly label: string;
}

/** Options and older titles of a specialty are found under its one name. */
const physicians: Readonly<Record<string, string>> = {
  Allergologie: 'SM57',
  'Anatomie et cytologie pathologiques': 'SM01',
  'Anesthésie-réanimation': 'SM02 SM76',
  'Biologie médicale': 'SM03 SM63 SM64 SM65 SM66 SM67',
  Cardiologie: 'SM04 SM73 SM79 SM80 SM81',
  'Chirurgie générale': 'SM05',
  'Chirurgie maxillo-faciale': 'SM06 SM07 SM68 SM77',
  'Chirurgie orale': 'SM56',
  'Chirurgie orthopédique et traumatologie': 'SM08',
  'Chirurgie pédiatrique': 'SM09 SM69 SM70',
  'Chirurgie plastique, reconstructrice et esthétique': 'SM10',
  'Chirurgie thoracique et cardio-vasculaire': 'SM11',
  'Chirurgie urologique': 'SM12',
  'Chirurgie vasculaire': 'SM13',
  'Chirurgie viscérale et digestive': 'SM14 SM78',
  Dermatologie: 'SM15',
  'Endocrinologie, diabétologie, nutrition': 'SM16 SM62',
  'Gastro-entérologie et hépatologie': 'SM24',
  'Génétique médicale': 'SM17',
  Gériatrie: 'SM18',
  'Gynécologie médicale': 'SM19 SM52',
  'Gynécologie-obstétrique': 'SM20 SM51',
  Hématologie: 'SM21 SM22 SM23 SM71',
  'Maladies infectieuses et tropicales': 'SM58',
  'Médecine du travail': 'SM25',
  'Médecine d’urgence': 'SM59',
  'Médecine générale': 'SM26 SM53 SM54',
  'Médecine intensive-réanimation': 'SM46 SM82',
  'Médecine interne': 'SM27 SM72',
  'Médecine légale': 'SM60',
  'Médecine nucléaire': 'SM28',
  'Médecine physique et de réadaptation': 'SM29',
  'Médecine vasculaire': 'SM61',
  Neurochirurgie: 'SM31',
  Neurologie: 'SM32 SM84',
  'Neuro-psychiatrie': 'SM33',
  Néphrologie: 'SM30 SM83',
  Oncologie: 'SM35 SM36',
  'Oncologie radiothérapie': 'SM37 SM45',
  Ophtalmologie: 'SM38 SM85',
  'ORL et chirurgie cervico-faciale': 'SM34 SM39 SM86',
  Pédiatrie: 'SM40 SM87 SM88 SM89 SM90',
  Pneumologie: 'SM41 SM91',
  Psychiatrie: 'SM42 SM93',
  'Psychiatrie de l’enfant et de l’adolescent': 'SM43 SM92',
  Radiologie: 'SM44 SM55 SM74 SM94',
  'Recherche médicale': 'SM47',
  Rhumatologie: 'SM48',
  'Santé publique': 'SM49 SM75 SM95',
  Stomatologie: 'SM50',
};
const dentists: Readonly<Record<string, string>> = {
  'Chirurgie orale': 'SCD02',
  'Médecine bucco-dentaire': 'SCD03',
  'Orthopédie dento-faciale': 'SCD01',
};
const nurses: Readonly<Record<string, string>> = {
  Anesthésie: 'SI07',
  'Bloc opératoire': 'SI06',
  'Pratique avancée': 'SI01 SI02 SI03 SI04 SI05',
  Puériculture: 'SI08',
};

const toList = (table: Readonly<Record<string, string>>): readonly Specialty[] =>
  Object.entries(table).map(([label, codes]) => ({ label, codes: codes.split(' ') }));

export const specialtiesOfPhysicians = toList(physicians);
export const specialtiesOfDentists = toList(dentists);
export const specialtiesOfNurses = toList(nurses);
